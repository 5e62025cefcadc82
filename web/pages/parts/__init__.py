"""Parts that several pages share: hits, the facet panel, query notes, a record's properties and history."""
