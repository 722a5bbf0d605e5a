package report

// accessStyle is the look of an access path. Gates differ by their shape first,
// by colour second; text that says a state has a colour of its own, dark enough
// to be read.
const accessStyle = `
:root{--open:#0072b2;--shut:#d55e00;--doubt:#767676;--on:#fff;--link:#005a8c;--code:#f5f6f7;--mark:#ffe2cc}
@media(prefers-color-scheme:dark){:root{--open:#56b4e9;--shut:#ff8a3d;--doubt:#9a9a9a;--on:#16181a;--link:#7cc4f0;--code:#202326;--mark:#5a3416}}
a{color:var(--link)}
body{line-break:strict}
.outcome{margin:0 0 4px}
.about{margin:10px 0 18px}
small{display:block;color:var(--dim);font-size:.87em;overflow-wrap:anywhere}
figure{margin:10px 0 6px}
.refusal+.refusal{border-top:1px solid var(--rule);margin-top:26px;padding-top:14px}
.refusal>h2{font-size:1.15em}
svg.path{display:block;width:100%;height:auto}
.stack{display:none}
svg text{font-size:14px;fill:var(--ink)}
svg .mid{text-anchor:middle}
svg .end{text-anchor:end}
svg .head{font-weight:600}
svg .zone{fill:var(--dim)}
svg .bad{fill:var(--bad)}
svg a{text-decoration:none}
svg a:hover text,svg a:focus text{text-decoration:underline}
.absent text{fill:var(--dim)}
.box{fill:none;stroke:var(--ink);stroke-width:1.5}
line.way{stroke:var(--ink);stroke-width:2.5}
line.barred{stroke:var(--dim);stroke-dasharray:8 6;stroke-width:2}
line.dots{stroke:var(--dim);stroke-width:2.5;stroke-linecap:round;stroke-dasharray:.1 7}
line.border{stroke:var(--dim);stroke-width:1.5;stroke-dasharray:5 5}
.post,.block{fill:var(--open)}
.block{fill:var(--shut)}
.cross{fill:none;stroke:var(--on);stroke-width:3;stroke-linecap:round}
.frame{fill:var(--paper);stroke:var(--doubt);stroke-width:2;stroke-dasharray:4 3}
svg text.doubt{font-size:20px;font-weight:700;fill:var(--doubt)}
circle.mark{fill:none;stroke:var(--ink);stroke-width:1.2}
svg text.number{font-size:13px}
span.mark{display:inline-block;min-width:1.55em;height:1.55em;padding:0 .3em;border:1.2px solid currentColor;border-radius:.8em;font-size:.85em;line-height:1.45em;text-align:center}
.icon{width:33px;height:27px;vertical-align:middle;flex:none}
.legend{margin:4px 0 20px;color:var(--dim);font-size:14px;display:flex;flex-wrap:wrap;gap:4px 22px}
.legend .icon{margin-right:6px}
.calls{overflow-x:auto;margin-bottom:24px}
table{border-collapse:collapse;font-size:14px}
th,td{padding:3px 14px 3px 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:middle}
th{font-weight:400}
thead th{color:var(--dim)}
.calls th,.calls td{white-space:nowrap}
.calls .gate{text-align:center;white-space:normal}
.calls .icon{width:26px;height:21px}
.calls .asked{display:inline;margin-right:5px}
.calls .answer{font-weight:600;padding-right:0}
.cards{columns:2 520px;column-gap:16px;margin-bottom:10px}
.card{border:1px solid var(--rule);border-left:4px solid var(--doubt);border-radius:4px;padding:10px 14px 12px;margin:0 0 14px;min-width:0;break-inside:avoid}
.card.shut{border-left-color:var(--shut)}
.card.open{border-left-color:var(--open)}
.card.not-known{border-left-style:dashed}
.card:target{outline:2px solid var(--link);outline-offset:2px}
h3{font-size:1em;margin:0 0 6px;display:flex;align-items:center;gap:8px}
.place{overflow-wrap:anywhere}
.says{margin:0 0 6px;overflow-wrap:anywhere}
*+.says{margin-top:10px}
h3+.says{margin-top:0}
.says b.shut{color:var(--bad)}
.where{margin:8px 0 2px;color:var(--dim);font-size:.87em;overflow-wrap:anywhere}
.dim{margin:2px 0;color:var(--dim);font-size:.87em;overflow-wrap:anywhere}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono","DejaVu Sans Mono",monospace}
pre{margin:0 0 8px;padding:6px 10px;background:var(--code);border-radius:3px;overflow:hidden}
.line{display:block;white-space:pre-wrap;overflow-wrap:anywhere;padding-left:3.2em;text-indent:-3.2em}
.nr{display:inline-block;width:3.2em;text-indent:0;color:var(--dim);user-select:none}
.name{font-weight:600}
mark{background:var(--mark);color:inherit;border-radius:2px;outline:2px solid var(--mark)}
.card .compared{margin:0 0 6px;font-size:13px}
.compared dt,.card dt{min-width:6.5em}
.hint{margin:0 0 6px;color:var(--bad);font-size:.93em}
.card dl{font-size:.93em;margin-top:8px}
.fix{font-weight:600}
.command{display:block;margin:4px 0;padding:6px 10px;background:var(--code);border-radius:3px;font-weight:400}
.command span{display:inline-block;max-width:100%;overflow-wrap:anywhere}
@media screen and (max-width:760px){svg.path{display:none}
main,footer{padding:0 14px}
.stack{display:block}
.stack h2{margin:14px 0 0;overflow-wrap:anywhere}
.stack p{margin:0 0 8px;font-weight:600}
.stack ol{list-style:none;margin:0;padding:0}
.stack li{position:relative;display:flex;align-items:center;min-height:52px;padding:4px 0 4px 56px}
.stack .text{min-width:0;overflow-wrap:anywhere}
.stack li.dots{min-height:32px}
.stack li.dots small{display:inline;margin-left:8px}
.stack li.dots .icon{height:24px}
.stack li::before{content:"";position:absolute;left:21px;top:0;bottom:0;border-left:2.5px solid var(--ink)}
.stack li.barred::before{border-left:2px dashed var(--dim)}
.stack li.dots::before{border-left:2.5px dotted var(--dim)}
.stack li.end:first-child::before{top:50%}
.stack li.last::before{bottom:50%}
.stack li.end::after{content:"";position:absolute;left:14px;top:calc(50% - 8px);width:13px;height:13px;border-radius:3px;background:var(--paper);border:2px solid var(--ink)}
.stack li.crossing{min-height:34px;color:var(--dim);font-size:.87em;border-top:1.5px dashed var(--dim)}
.stack .icon{position:absolute;left:0;width:44px;height:36px}
.stack .icon.open{transform:rotate(90deg)}
.stack .icon .way,.stack .icon .dots{display:none}
.stack small.shut{color:var(--bad)}
dl{grid-template-columns:1fr}
dd{margin-bottom:4px}}
@media print{:root{color-scheme:light;--open:#0072b2;--shut:#d55e00;--doubt:#767676;--on:#fff;--link:#000;--code:#f5f6f7;--mark:#ffe2cc;--ink:#000;--dim:#444;--paper:#fff;--rule:#ccc;--bad:#a63f00}
@page{size:A4;margin:7mm 8mm}
body{font-size:9px;line-height:1.25}
main,footer{padding:0;max-width:none}
h1{margin:0 0 2px;font-size:14px}
svg.path{display:block;width:94%;margin:0 auto}
.stack{display:none}
svg text{font-size:16px}
.about{margin:4px 0 8px}
.legend{margin:2px 0 8px;font-size:9px}
.calls{margin-bottom:8px;overflow:visible}
table,.card .compared{font-size:8.5px;line-height:1.2}
small,.hint,.where{font-size:8px}
.hint{margin:0 0 2px}
.card .compared{margin:0 0 2px}
dl{gap:0 8px}
th,td{padding:0 8px 0 0}
.icon,.calls .icon{width:20px;height:16px}
.cards{columns:2;column-gap:8px}
.cards{font-size:8.5px;line-height:1.2}
.card{padding:2px 6px;margin-bottom:5px}
h3{margin-bottom:2px}
.says,.where,.card dl{margin:2px 0}
code,pre{font-size:7.5px;line-height:1.2}
pre,.command{padding:2px 5px;margin:2px 0}
a{text-decoration:none}
.stands .wanted{display:none}
.compared dt,.card dt{min-width:5em}
.card.open small,.card.open pre,.card.open .where,.card.open .compared{display:none}
footer{font-size:8px;padding:0}}
`
