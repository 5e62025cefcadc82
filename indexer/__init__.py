"""From the files a source sent to an index: read, decode, clean, merge, write. Imports search; must never import web."""
