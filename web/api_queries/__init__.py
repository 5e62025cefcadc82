"""What interfaces for programs share: which records a text finds, which numbers members have, and long texts in parts."""
