"""What newspaper prose says in signs that can be compared: sentences, figures, dates, names."""
