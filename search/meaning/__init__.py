"""Similarity of meaning: an encoder of sentences, the vectors of the questions, and the blend of both with the score.

Optional: only ``encoder`` imports onnxruntime and tokenizers, and only when an encoder is opened
(docs/decisions/0020-meaning.md).
"""
