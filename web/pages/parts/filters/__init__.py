"""Parts of the filter panel: the active filters above the results, and the searches that one click makes."""
