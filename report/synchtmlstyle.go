package report

// sheetStyle is what the pages share. Colours are those of Okabe and Ito, which
// the colour-blind tell apart, lighter on dark.
const sheetStyle = `
:root{color-scheme:light dark;--ink:#1a1a1a;--dim:#595959;--paper:#fff;--rule:#d9d9d9;--bad:#a63f00;
--c1:#0072b2;--c2:#d55e00;--c3:#007a59;--c4:#a8558a;--c5:#8a6500;--c6:#767676}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--dim:#a8a8a8;--paper:#16181a;--rule:#3a3d40;--bad:#ff9a5c;
--c1:#56b4e9;--c2:#ff8a3d;--c3:#2fc79b;--c4:#e39cc6;--c5:#f0c64a;--c6:#9a9a9a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",Meiryo,sans-serif}
main,footer{max-width:1240px;margin:0 auto;padding:0 20px}
h1{font-size:1.4em;line-height:1.25;margin:20px 0 4px;overflow-wrap:anywhere}
h2{font-size:1em;margin:0 0 6px}
.outcome{margin:0 0 14px;font-weight:600;overflow-wrap:anywhere}
.bad{color:var(--bad)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(340px,100%),1fr));gap:4px 32px;margin-bottom:22px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0;align-content:start}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--dim);font-size:13px;padding-bottom:24px}
`

// pageStyle is the look of a run's page; lines differ by their dashes first.
const pageStyle = `.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(340px,100%),1fr));gap:22px 32px;margin-bottom:26px}
figure{margin:0;min-width:0}
figure>svg{display:block;width:100%;height:auto;max-width:480px}
svg text{font-size:12px;fill:var(--dim)}
.mid{text-anchor:middle}
.end{text-anchor:end}
.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.area{fill:var(--c1);opacity:.15}
.s1{stroke:var(--c1)}
.s2{stroke:var(--c2);stroke-dasharray:7 3}
.s3{stroke:var(--c3);stroke-dasharray:2 2}
.s4{stroke:var(--c4);stroke-dasharray:9 3 2 3}
.s5{stroke:var(--c5);stroke-dasharray:14 4}
.s6{stroke:var(--c6);stroke-dasharray:4 6}
.dot{fill:var(--c1)}
.ring{fill:var(--paper);stroke:var(--c2);stroke-width:2}
.range{fill:var(--c1)}
.legend{margin:6px 0 0;color:var(--dim);font-size:13px;display:flex;flex-wrap:wrap;gap:2px 14px}
.legend svg{vertical-align:middle;margin-right:5px}
section{margin-bottom:24px;overflow-x:auto;min-width:0}
.figures section{margin:0}
@media(min-width:1140px){.wide{grid-column:span 2}}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
th,td{padding:3px 12px 3px 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
th{font-weight:400;text-align:left}
thead th{color:var(--dim)}
thead th:not(:first-child){text-align:right}
.failures{margin:0;padding:0;list-style:none}
.failures li{padding:5px 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
.failures span{display:block;color:var(--bad)}
.printed{display:none}
@page{size:A4;margin:10mm}
@media print{:root{--ink:#000;--dim:#444;--paper:#fff;--rule:#ccc;--bad:#a63f00;--c1:#0072b2;--c2:#d55e00;--c3:#007a59;--c4:#a8558a;--c5:#8a6500;--c6:#767676}
body{font-size:10px;line-height:1.3}
main,footer{padding:0;max-width:none}
h1{margin-top:0}
.outcome{margin-bottom:6px}
.facts{grid-template-columns:1fr 1fr;margin-bottom:10px}
.figures{grid-template-columns:1fr 1fr 1fr;gap:10px 16px;margin-bottom:10px}
figure{break-inside:avoid}
svg text{font-size:14px}
.legend{font-size:9px;margin-top:2px}
section{margin-bottom:8px;overflow:visible}
.wide{grid-column:span 2}
table{font-size:9px}
th,td{padding:1px 6px 1px 0}
.failures li{padding:2px 0}
.failures li:nth-child(n+6){display:none}
.printed{display:block;margin:2px 0}
footer{font-size:9px;padding:0}}
`
