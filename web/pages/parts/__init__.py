"""The parts that several pages share, or that one page is made of: each a view model and its builder."""
