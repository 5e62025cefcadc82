"""How a record is cited: the day that dates it, the form of a member's name, and the text in each style."""
