"""What is done to the HTML of an answer after it is sanitised: links of references, header cells and marks."""
