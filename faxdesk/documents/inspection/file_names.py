"""What the ending of a name tells, where the content tells little."""

from __future__ import annotations

from pathlib import Path

TEXT_SUFFIXES = frozenset({".txt", ".text", ".csv", ".tsv", ".md", ".log"})
"""Endings by which people say that they want a text, whatever it is about."""
MAIL_SUFFIXES = frozenset({".msg", ".eml", ".emlx", ".oft"})
"""What mail programs call a message in a file of its own."""
LINK_SUFFIXES = frozenset({
    ".gdoc", ".gsheet", ".gslides", ".gdraw", ".gform", ".gtable", ".gscript", ".gsite", ".gmap", ".gjam", ".gnote",
    ".glink", ".webdoc", ".boxnote", ".paper", ".papert", ".icloud", ".url", ".website", ".webloc", ".inetloc",
    ".fileloc", ".lnk", ".desktop", ".appref-ms", ".owncloud", ".nextcloud",
})  # fmt: skip
"""What Google, Box, Dropbox, Apple, Microsoft, ownCloud and desktops call files that only say where a document is."""
PROGRAM_SUFFIXES = frozenset({
    ".py", ".pyw", ".ipynb", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp",
    ".cs", ".java", ".kt", ".go", ".rs", ".rb", ".php", ".pl", ".pm", ".lua", ".swift", ".scala", ".vb", ".vbs",
    ".bas", ".cls", ".pas", ".f90", ".asm", ".sh", ".bash", ".zsh", ".fish", ".bat", ".cmd", ".ps1", ".psm1", ".sql",
    ".css", ".scss", ".less", ".vue", ".tex", ".bib", ".cmake", ".gradle", ".diff", ".patch", ".r", ".jl", ".m",
    ".tcl", ".awk", ".sed",
})  # fmt: skip
"""Texts that are the source of programs."""
SETTINGS_SUFFIXES = frozenset({
    ".json", ".jsonl", ".geojson", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".config", ".properties",
    ".env", ".reg", ".inf", ".plist", ".xsd", ".xsl", ".xslt", ".dtd", ".lock", ".strings", ".po", ".pot", ".srt",
    ".vtt", ".ldif", ".gpx", ".kml",
})  # fmt: skip
"""Texts that programs read and write."""


def is_link_name(name: str) -> bool:
    """True where files of this name only say where a document is; some of them are empty or cannot be read."""
    return Path(name).suffix.lower() in LINK_SUFFIXES
