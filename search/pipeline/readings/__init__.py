"""What the words of a search may mean: members, filters, dates, laws, compounds and abbreviations in capitals."""
