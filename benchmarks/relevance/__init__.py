"""How well it ranks, measured on judged queries."""
