package s3sync

import (
	"path"
	"strings"
)

// guessType gives the content type of a file from its name, "" where the name
// tells nothing. The rules are those of Python's mimetypes, which aws-cli uses,
// over a table that is the same on every machine. A compression suffix is
// peeled off and only what is within counts: x.tar.gz is a tar, x.gz alone is
// nothing known. Content-Encoding is never derived.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--no-guess-mime-type)
func guessType(name string) string {
	base, extension := splitExtension(path.Base(name))
	if whole, ok := suffixes[extension]; ok {
		base, extension = splitExtension(base + whole)
	}
	if compressions[extension] {
		_, extension = splitExtension(base)
	}
	if known, ok := contentTypes[extension]; ok {
		return known
	}
	return contentTypes[strings.ToLower(extension)]
}

// splitExtension cuts at the last dot; dots that a name begins with are no
// beginning of an extension.
func splitExtension(name string) (base, extension string) {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || strings.Trim(name[:dot], ".") == "" {
		return name, ""
	}
	return name[:dot], name[dot:]
}

// suffixes stand for two, compressions say how and not what.
var (
	suffixes = map[string]string{
		".svgz": ".svg.gz", ".tgz": ".tar.gz", ".taz": ".tar.gz", ".tz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz",
	}
	compressions = map[string]bool{".gz": true, ".Z": true, ".bz2": true, ".xz": true, ".br": true}
)

// contentTypes are those that IANA lists and those in common use.
//
// AWS: observed 2026-11-23, aws-cli 1.45 on a host without mime.types; where
// IANA has settled a type since (JavaScript, fonts, YAML), IANA's.
var contentTypes = map[string]string{
	".epub":    "application/epub+zip",
	".geojson": "application/geo+json",
	".jar":     "application/java-archive",
	".json":    "application/json", ".map": "application/json",
	".jsonld":      "application/ld+json",
	".webmanifest": "application/manifest+json",
	".doc":         "application/msword", ".dot": "application/msword", ".wiz": "application/msword",
	".nq": "application/n-quads",
	".nt": "application/n-triples",
	".a":  "application/octet-stream", ".bin": "application/octet-stream", ".dll": "application/octet-stream", ".exe": "application/octet-stream", ".o": "application/octet-stream", ".obj": "application/octet-stream", ".so": "application/octet-stream",
	".oda": "application/oda",
	".pdf": "application/pdf",
	".p7c": "application/pkcs7-mime",
	".ai":  "application/postscript", ".eps": "application/postscript", ".ps": "application/postscript",
	".rtf":     "application/rtf",
	".trig":    "application/trig",
	".parquet": "application/vnd.apache.parquet",
	".m3u":     "application/vnd.apple.mpegurl", ".m3u8": "application/vnd.apple.mpegurl",
	".xlb": "application/vnd.ms-excel", ".xls": "application/vnd.ms-excel",
	".pot": "application/vnd.ms-powerpoint", ".ppa": "application/vnd.ms-powerpoint", ".pps": "application/vnd.ms-powerpoint", ".ppt": "application/vnd.ms-powerpoint", ".pwz": "application/vnd.ms-powerpoint",
	".odp":   "application/vnd.oasis.opendocument.presentation",
	".ods":   "application/vnd.oasis.opendocument.spreadsheet",
	".odt":   "application/vnd.oasis.opendocument.text",
	".pptx":  "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".xlsx":  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".docx":  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".wasm":  "application/wasm",
	".7z":    "application/x-7z-compressed",
	".bcpio": "application/x-bcpio",
	".cpio":  "application/x-cpio",
	".csh":   "application/x-csh",
	".dvi":   "application/x-dvi",
	".gtar":  "application/x-gtar",
	".hdf":   "application/x-hdf",
	".h5":    "application/x-hdf5",
	".latex": "application/x-latex",
	".mif":   "application/x-mif",
	".cdf":   "application/x-netcdf", ".nc": "application/x-netcdf",
	".p12": "application/x-pkcs12", ".pfx": "application/x-pkcs12",
	".ram": "application/x-pn-realaudio",
	".pyc": "application/x-python-code", ".pyo": "application/x-python-code",
	".sh":      "application/x-sh",
	".shar":    "application/x-shar",
	".swf":     "application/x-shockwave-flash",
	".sv4cpio": "application/x-sv4cpio",
	".sv4crc":  "application/x-sv4crc",
	".tar":     "application/x-tar",
	".tcl":     "application/x-tcl",
	".tex":     "application/x-tex",
	".texi":    "application/x-texinfo", ".texinfo": "application/x-texinfo",
	".roff": "application/x-troff", ".t": "application/x-troff", ".tr": "application/x-troff",
	".man":   "application/x-troff-man",
	".me":    "application/x-troff-me",
	".ms":    "application/x-troff-ms",
	".ustar": "application/x-ustar",
	".src":   "application/x-wais-source",
	".rdf":   "application/xml", ".wsdl": "application/xml", ".xpdl": "application/xml", ".xsl": "application/xml",
	".yaml": "application/yaml", ".yml": "application/yaml",
	".zip": "application/zip",
	".3gp": "audio/3gpp", ".3gpp": "audio/3gpp",
	".3g2": "audio/3gpp2", ".3gpp2": "audio/3gpp2",
	".aac": "audio/aac", ".adts": "audio/aac", ".ass": "audio/aac", ".loas": "audio/aac",
	".au": "audio/basic", ".snd": "audio/basic",
	".flac": "audio/flac",
	".m4a":  "audio/mp4",
	".mp2":  "audio/mpeg", ".mp3": "audio/mpeg",
	".oga": "audio/ogg", ".ogg": "audio/ogg",
	".opus": "audio/opus",
	".weba": "audio/webm",
	".aif":  "audio/x-aiff", ".aifc": "audio/x-aiff", ".aiff": "audio/x-aiff",
	".ra":    "audio/x-pn-realaudio",
	".wav":   "audio/x-wav",
	".otf":   "font/otf",
	".ttf":   "font/ttf",
	".woff":  "font/woff",
	".woff2": "font/woff2",
	".avif":  "image/avif",
	".bmp":   "image/bmp",
	".gif":   "image/gif",
	".heic":  "image/heic",
	".heif":  "image/heif",
	".ief":   "image/ief",
	".jpe":   "image/jpeg", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
	".png": "image/png",
	".svg": "image/svg+xml",
	".tif": "image/tiff", ".tiff": "image/tiff",
	".ico":  "image/vnd.microsoft.icon",
	".webp": "image/webp",
	".ras":  "image/x-cmu-raster",
	".pnm":  "image/x-portable-anymap",
	".pbm":  "image/x-portable-bitmap",
	".pgm":  "image/x-portable-graymap",
	".ppm":  "image/x-portable-pixmap",
	".rgb":  "image/x-rgb",
	".xbm":  "image/x-xbitmap",
	".xpm":  "image/x-xpixmap",
	".xwd":  "image/x-xwindowdump",
	".eml":  "message/rfc822", ".mht": "message/rfc822", ".mhtml": "message/rfc822", ".nws": "message/rfc822",
	".ics": "text/calendar",
	".css": "text/css",
	".csv": "text/csv",
	".htm": "text/html", ".html": "text/html",
	".js": "text/javascript", ".mjs": "text/javascript",
	".md":  "text/markdown",
	".n3":  "text/n3",
	".bat": "text/plain", ".c": "text/plain", ".h": "text/plain", ".ksh": "text/plain", ".pl": "text/plain", ".srt": "text/plain", ".txt": "text/plain",
	".rtx": "text/richtext",
	".tsv": "text/tab-separated-values",
	".vtt": "text/vtt",
	".py":  "text/x-python",
	".etx": "text/x-setext",
	".sgm": "text/x-sgml", ".sgml": "text/x-sgml",
	".vcf": "text/x-vcard",
	".xml": "text/xml",
	".mkv": "video/matroska",
	".mp4": "video/mp4",
	".m1v": "video/mpeg", ".mpa": "video/mpeg", ".mpe": "video/mpeg", ".mpeg": "video/mpeg", ".mpg": "video/mpeg",
	".ogv": "video/ogg",
	".mov": "video/quicktime", ".qt": "video/quicktime",
	".webm":  "video/webm",
	".avi":   "video/x-msvideo",
	".movie": "video/x-sgi-movie",
}
