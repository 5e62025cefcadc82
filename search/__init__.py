"""The core: records, queries, results and the seam every engine stands behind. No Flask and no HTML here."""
