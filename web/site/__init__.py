"""What every form of the site shares: its addresses, wording, licence, and safe HTML."""
