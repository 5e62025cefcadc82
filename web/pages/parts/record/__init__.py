"""The parts of the page of a record: its state and particulars, its answer, and its actions."""
