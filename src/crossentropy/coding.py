"""Binary codes: the lengths of codewords, the codes of Shannon and Huffman, and messages to bits and back.

Lengths count binary digits. An outcome of probability 0 needs no codeword: its length is infinite, its word None.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import expectation
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    code_lengths,
    common_float,
    counting_number,
    distribution,
    distribution_and_lengths,
    single,
    whole_lengths,
)

Code: TypeAlias = Mapping[Hashable, str | None] | Sequence[str | None]


# --- lengths -------------------------------------------------------------------------------------


def kraft_sum(lengths: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the Kraft sum of the lengths of codewords, the share of all bit sequences that they use up.

    $$K = \sum_i 2^{-\ell_i}$$

    There is a prefix code with these lengths, whole numbers, if and only if the sum is at most 1.

    Args:
        lengths: Lengths in binary digits, 0 or more, whole or not; infinite for an outcome without a codeword.
            Shape (..., n) for the default axis.
        axis: The axis along which the codewords lie.

    Returns:
        The sum, a pure number. Its shape is that of `lengths` without `axis`, and a scalar for one code.

    Raises:
        ValueError: A length is negative or NaN; there are no codewords; the axis is out of range.
        TypeError: `lengths` is not an array of real numbers.

    Examples:
        >>> print(kraft_sum([1, 2, 2]), kraft_sum([1, 3, 4]))
        1.0 0.6875

    References:
        - L. G. Kraft, A Device for Quantizing, Grouping, and Coding Amplitude-Modulated Pulses (thesis, MIT, 1949).
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.2.
        - Derived on the page information/codes.
    """
    (numbers,) = common_float(code_lengths("lengths", lengths, axis))
    with np.errstate(under="ignore"):
        total: FloatOrArray = np.exp2(-numbers).sum(axis=-1)
    return total


def expected_length(p: ArrayLike, lengths: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the expected length of a code, the binary digits that it takes on average.

    $$L = \sum_i p_i \ell_i, \qquad 0 \cdot \infty = 0$$

    For a uniquely decodable code $L \ge H(p)$, in bits; for one made for another distribution q,
    $L \ge H(p, q)$ with the ideal lengths $-\log_2 q_i$.

    Args:
        p: The truth: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        lengths: Lengths in binary digits, 0 or more, whole or not; infinite for an outcome without a codeword.
            Shape (..., n); the other axes broadcast against those of p.
        axis: The axis, of p and of `lengths`, along which the outcomes lie.

    Returns:
        The expected length in binary digits, infinite if an outcome of positive probability has no codeword.
            Its shape is the one that p and `lengths` broadcast to, without `axis`; a scalar for one code.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; a length is negative or NaN; the
            numbers of outcomes differ; the other axes do not broadcast; there are no outcomes; the axis is
            out of range.
        TypeError: p or `lengths` is not an array of real numbers.

    Examples:
        >>> p = [0.7, 0.2, 0.1]
        >>> print(f"{expected_length(p, huffman_lengths(p)):.1f} binary digits")
        1.3 binary digits
        >>> print(f"{expected_length(p, shannon_lengths(p)):.1f} binary digits")
        1.7 binary digits

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.1 and § 5.4.
        - Derived on the page information/codes.
    """
    p, lengths = distribution_and_lengths(p, lengths, axis)
    return expectation(p, lengths)


def shannon_lengths(p: ArrayLike, *, axis: int = -1) -> FloatArray:
    r"""Compute the lengths of Shannon's code, the self-informations in bits rounded up.

    $$\ell_i = \lceil -\log_2 p_i \rceil$$

    They satisfy Kraft's inequality, and their expected length is below $H(p) + 1$ bits. They come from the
    binary exponent of p, not from a rounded logarithm: $2^{-k}$ has length k exactly.

    Args:
        p: Probabilities, summing to 1 along `axis`. Shape (..., n), n outcomes, for the default axis.
        axis: The axis along which the outcomes lie.

    Returns:
        Whole numbers of binary digits, as floats, of the shape of p; infinite for probability 0.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; the
            axis is out of range.
        TypeError: p is not an array of real numbers.

    Examples:
        >>> print(shannon_lengths([0.7, 0.2, 0.1]))
        [1. 3. 4.]
        >>> print(shannon_lengths([1 / 2, 1 / 4, 1 / 4, 0]))
        [ 1.  2.  2. inf]

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 9.
        - Derived on the page information/codes.
    """
    (p,) = common_float(distribution("p", p, axis))
    # p = m 2^e with 1/2 <= m < 1, so that -log2(p) lies above -e and is at most 1 - e.
    _, exponents = np.frexp(p)
    lengths = np.where(p > 0, 1 - exponents, np.inf).astype(p.dtype)
    return np.moveaxis(lengths, -1, axis)


def huffman_lengths(p: ArrayLike) -> FloatArray:
    r"""Compute the lengths of Huffman's code, which no prefix code beats in expected length.

    $$L^* = \min \Bigl\{ \sum_i p_i \ell_i : \ell_i \in \{0, 1, 2, \dots\}, \; \sum_i 2^{-\ell_i} \le 1 \Bigr\}$$

    The two least probable groups of outcomes are merged, again and again, and each merger adds a digit to what
    it merges. Of equally probable groups single outcomes are merged before groups, and earlier ones before
    later ones, which keeps the longest word as short as an optimal code can have it. Probabilities are added
    exactly.

    Args:
        p: The probabilities of one distribution, summing to 1, of shape (n,).

    Returns:
        Whole numbers of binary digits, as floats, of shape (n,). Infinite for probability 0; 0 for an outcome
            that is certain.

    Raises:
        ValueError: A probability is negative, NaN or infinite; the sum is not 1; there are no outcomes; p has
            more than one axis.
        TypeError: p is not an array of real numbers.

    Examples:
        >>> print(huffman_lengths([0.7, 0.2, 0.1]))
        [1. 2. 2.]

    References:
        - D. A. Huffman, "A method for the construction of minimum-redundancy codes", Proceedings of the IRE 40
          (1952), 1098-1101.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.6 and § 5.8.
        - Derived on the page information/codes.
    """
    (p,) = common_float(distribution("p", single("p", p), -1))
    groups = [(Fraction(float(probability)), i) for i, probability in enumerate(p) if probability > 0]
    heapq.heapify(groups)
    merged_into: dict[int, int] = {}
    for group in range(len(p), len(p) + len(groups) - 1):
        (least, one), (next_least, other) = heapq.heappop(groups), heapq.heappop(groups)
        merged_into[one] = merged_into[other] = group
        heapq.heappush(groups, (least + next_least, group))
    depths = {group: 0 for _, group in groups}
    for group in sorted(merged_into, reverse=True):  # each after the larger group that it is part of
        depths[group] = depths[merged_into[group]] + 1
    return np.array([depths.get(i, math.inf) for i in range(len(p))], dtype=p.dtype)


def block_distribution(p: ArrayLike, length: int, *, axis: int = -1) -> FloatArray:
    r"""Compute the distribution of blocks of independent outcomes, all of the same distribution.

    $$p^{(k)}(x_1 \dots x_k) = \prod_{j=1}^k p(x_j)$$

    Coding blocks of k outcomes at a time brings the expected length of an outcome to within 1/k of H(p) bits.

    Args:
        p: Probabilities, summing to 1 along `axis`. Shape (..., n), n outcomes, for the default axis.
        length: How many outcomes make a block, 1 or more.
        axis: The axis along which the outcomes lie.

    Returns:
        The probabilities of the n to the power of `length` blocks along `axis`, in the order of a dictionary:
            the last outcome of the block changes first.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; the
            axis is out of range; the length is below 1.
        TypeError: p is not an array of real numbers, or the length is no integer.

    Examples:
        >>> print(block_distribution([0.75, 0.25], 2))
        [0.5625 0.1875 0.1875 0.0625]

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 7-9.
        - Derived on the page information/codes.
    """
    length = counting_number("length", length)
    (p,) = common_float(distribution("p", p, axis))
    blocks = p
    with np.errstate(under="ignore"):
        for _ in range(length - 1):
            blocks = blocks[..., :, None] * p[..., None, :]
            blocks = blocks.reshape((*p.shape[:-1], blocks.shape[-2] * blocks.shape[-1]))
    return np.moveaxis(blocks, -1, axis)


# --- codes ---------------------------------------------------------------------------------------


def prefix_code(lengths: ArrayLike) -> list[str | None]:
    r"""Build a prefix code from the lengths of its codewords, which Kraft's inequality allows.

    $$\sum_i 2^{-\ell_i} \le 1$$

    The words are handed out in the order of their lengths, those of equal length in the order of the
    outcomes, each the binary number after the one before: the canonical code of these lengths.

    Args:
        lengths: Whole numbers of binary digits, of shape (n,); infinite for an outcome without a codeword.

    Returns:
        The codewords, strings of the digits 0 and 1, in the order of the outcomes; None where the length is
            infinite. A single word of length 0 is the empty string.

    Raises:
        ValueError: A length is negative, NaN or no whole number; the Kraft sum is above 1; there are no
            lengths; there is more than one axis.
        TypeError: `lengths` is not an array of real numbers.

    Examples:
        >>> prefix_code([2, 1, 3, 3])
        ['10', '0', '110', '111']

    References:
        - E. S. Schwartz and B. Kallick, "Generating a canonical prefix encoding", Communications of the ACM 7
          (1964), 166-169.
        - Derived on the page information/codes.
    """
    whole = whole_lengths("lengths", lengths)
    by_length = sorted((length, i) for i, length in enumerate(whole) if length is not None)
    longest = by_length[-1][0] if by_length else 0
    used = Fraction(sum(1 << (longest - length) for length, _ in by_length), 1 << longest)
    if used > 1:
        raise ValueError(f"lengths have the Kraft sum {float(used)}, expected at most 1: no prefix code has them")
    words: list[str | None] = [None] * len(whole)
    number, digits = 0, 0
    for length, i in by_length:
        number <<= length - digits
        digits = length
        words[i] = f"{number:0{digits}b}" if digits else ""
        number += 1
    return words


def huffman_code(p: ArrayLike) -> list[str | None]:
    r"""Build Huffman's code, a prefix code of the least expected length.

    $$H(p) \le \sum_i p_i \ell_i < H(p) + 1, \qquad H(p) \text{ in bits}$$

    It is the canonical code, `prefix_code`, of the lengths `huffman_lengths(p)`, where it says how ties are
    broken.

    Args:
        p: The probabilities of one distribution, summing to 1, of shape (n,).

    Returns:
        The codewords, strings of the digits 0 and 1, in the order of the outcomes; None for probability 0.
            An outcome that is certain has the empty word, as nothing needs to be said.

    Raises:
        ValueError: A probability is negative, NaN or infinite; the sum is not 1; there are no outcomes; p has
            more than one axis.
        TypeError: p is not an array of real numbers.

    Examples:
        >>> huffman_code([0.7, 0.2, 0.1])
        ['0', '10', '11']
        >>> huffman_code([1 / 2, 1 / 2, 0, 0])
        ['0', '1', None, None]

    References:
        - D. A. Huffman, "A method for the construction of minimum-redundancy codes", Proceedings of the IRE 40
          (1952), 1098-1101.
        - Derived on the page information/codes.
    """
    return prefix_code(huffman_lengths(p))


def encode(message: Iterable[Hashable], code: Code) -> str:
    r"""Encode a message, symbol by symbol, by a prefix code.

    $$c(x_1 x_2 \dots x_n) = c(x_1) \, c(x_2) \dots c(x_n)$$

    Args:
        message: The symbols, in their order.
        code: The codewords, strings of the digits 0 and 1: a mapping from symbols to words, or a sequence of
            words, whose symbols are then 0, 1, 2 and so on. None for a symbol without a word.

    Returns:
        The codewords of the symbols, one after the other.

    Raises:
        ValueError: A symbol is not in the code or has no codeword; the code is no prefix code, has no words,
            or a word is empty or has other digits.
        TypeError: The code is neither a mapping nor a sequence of strings, the message no sequence of symbols.

    Examples:
        >>> encode("abca", {"a": "0", "b": "10", "c": "11"})
        '010110'
        >>> encode([0, 2, 1], huffman_code([0.7, 0.2, 0.1]))
        '01110'

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.1.
        - Derived on the page information/codes.
    """
    words = _prefix_free(code)
    return "".join(_word_of(words, i, symbol) for i, symbol in enumerate(_symbols(message)))


def decode(bits: str, code: Code) -> list[Hashable]:
    r"""Decode a sequence of bits by a prefix code, each codeword as soon as it is complete.

    $$c(x_1) \, c(x_2) \dots c(x_n) \mapsto x_1 x_2 \dots x_n$$

    Args:
        bits: A string of the digits 0 and 1.
        code: The codewords, strings of the digits 0 and 1: a mapping from symbols to words, or a sequence of
            words, whose symbols are then 0, 1, 2 and so on. None for a symbol without a word.

    Returns:
        The symbols: `decode(encode(message, code), code)` is the list of those of the message.

    Raises:
        ValueError: The bits are not codewords one after the other; the code is no prefix code, has no words,
            or a word is empty or has other digits.
        TypeError: The code is neither a mapping nor a sequence of strings, or the bits are no string.

    Examples:
        >>> "".join(decode("010110", {"a": "0", "b": "10", "c": "11"}))
        'abca'

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.1.
        - Derived on the page information/codes.
    """
    words = _prefix_free(code)
    if not isinstance(bits, str):
        raise TypeError(f"bits is of type {type(bits).__name__}, expected a string of the digits 0 and 1")
    symbol_of = {word: symbol for symbol, word in words.items() if word is not None}
    beginnings = {word[:k] for word in symbol_of for k in range(1, len(word))}
    message, start = [], 0
    for end, bit in enumerate(bits, start=1):
        if bit not in "01":
            raise ValueError(f"bits[{end - 1}] = {bit!r}, expected 0 or 1")
        read = bits[start:end]
        if read in symbol_of:
            message.append(symbol_of[read])
            start = end
        elif read not in beginnings:
            raise ValueError(f"bits[{start}:{end}] = {read!r}, with which no codeword begins: expected another code")
    if start < len(bits):
        raise ValueError(f"bits[{start}:] = {bits[start:]!r}, only the beginning of a codeword: bits are missing")
    return message


def _prefix_free(code: Code) -> dict[Hashable, str | None]:
    """Return the words by their symbols, none of which begins another."""
    words = _words(code)
    in_order = sorted(((word, symbol) for symbol, word in words.items() if word is not None), key=lambda pair: pair[0])
    # In this order a word that begins others stands right before one of them.
    for (word, symbol), (longer, other) in itertools.pairwise(in_order):
        if longer.startswith(word):
            raise ValueError(
                f"code is no prefix code: the word {word!r} of the symbol {symbol!r} "
                f"begins the word {longer!r} of the symbol {other!r}"
            )
    return words


def _words(code: Code) -> dict[Hashable, str | None]:
    if isinstance(code, str) or not isinstance(code, Mapping | Sequence):
        raise TypeError(
            f"code is of type {type(code).__name__}, "
            "expected a sequence of codewords, or a mapping from symbols to codewords"
        )
    words: dict[Hashable, str | None] = {}
    words.update(code if isinstance(code, Mapping) else enumerate(code))
    for symbol, word in words.items():
        if word is not None and not isinstance(word, str):
            raise TypeError(f"code[{symbol!r}] = {word!r}, expected a string of the digits 0 and 1, or None")
        if word is not None and set(word) - {"0", "1"}:
            raise ValueError(f"code[{symbol!r}] = {word!r}, expected a string of the digits 0 and 1")
        if word == "":
            raise ValueError(
                f"code[{symbol!r}] is the empty word, of which a message keeps no trace: expected one digit at least"
            )
    if not any(words.values()):
        raise ValueError("code has no codewords, expected one at least")
    return words


def _symbols(message: Iterable[Hashable]) -> Iterable[Hashable]:
    try:
        return iter(message)
    except TypeError:
        raise TypeError(f"message is of type {type(message).__name__}, expected a sequence of symbols") from None


def _word_of(words: dict[Hashable, str | None], position: int, symbol: Hashable) -> str:
    try:
        word = words[symbol]
    except KeyError:
        raise ValueError(f"message[{position}] = {symbol!r}, which is no symbol of the code") from None
    except TypeError:
        raise TypeError(f"message[{position}] is of type {type(symbol).__name__}, which can be no symbol") from None
    if word is None:
        raise ValueError(f"message[{position}] = {symbol!r}, a symbol without a codeword")
    return word
