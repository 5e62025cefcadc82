"""Tools for assistants, by the Model Context Protocol: ``wrans mcp`` on standard input, and ``/mcp`` over HTTP. An extra."""
