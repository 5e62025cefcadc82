"""The parts that every form of the site shares: addresses, wording, licence and safe HTML."""
