"""The formats of the Linked Data API: JSON, XML, CSV, Turtle, RDF/XML, and how one is chosen."""
