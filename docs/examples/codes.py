"""Codes: Huffman's code there and back, its length against the entropy, blocks, and a code for another truth."""

from crossentropy import (
    block_distribution,
    cross_entropy,
    decode,
    encode,
    entropy,
    expected_length,
    huffman_code,
    huffman_lengths,
    kraft_sum,
    shannon_lengths,
)

p = [0.7, 0.2, 0.1]  # sunny, cloudy, rainy
code = dict(zip(["sun", "cloud", "rain"], huffman_code(p), strict=True))
week = ["sun", "sun", "cloud", "sun", "rain", "sun", "sun"]
digits = encode(week, code)
print(f"{len(week)} days in {len(digits)} digits, read back without a fault: {decode(digits, code) == week}")

for name, lengths in [("Huffman", huffman_lengths(p)), ("Shannon", shannon_lengths(p))]:
    print(f"{name}: mean length {expected_length(p, lengths):.6f}, Kraft sum {kraft_sum(lengths):.4f}")
print(f"entropy {entropy(p, base=2):.6f} bit")

for days in range(1, 6):
    blocks = block_distribution(p, days)
    print(f"blocks of {days}: {expected_length(blocks, huffman_lengths(blocks)) / days:.6f} digits a day")

q = [0.25, 0.25, 0.5]  # another opinion
print(f"code for q: {expected_length(p, shannon_lengths(q)):.6f}, cross-entropy {cross_entropy(p, q, base=2):.6f} bit")
