"""Information measures and losses, as close to their formulas as speed and safety allow.

The conventions, everywhere:

- The truth comes first, the model second.
- Outcomes lie along the last axis, or along `axis`; the other axes broadcast.
- `base=None` means nats, `base=2` bits, `base=10` hartleys. Whatever returns an information has this keyword.
- 0 log 0 = 0, and p log(p / 0) is infinite, without a warning.
- Arrays, lists and numbers are accepted. An array comes back for an array, a scalar where one value is left.
  float32 stays float32, float16 becomes float32, integers become float64 or adapt to the float array beside
  them. bool is accepted for the labels of a binary loss only; what is not an array of real numbers (strings,
  complex numbers, objects, longdouble, masked arrays) raises TypeError.
- Probabilities are checked, and must sum to 1 within the square root of their dtype's rounding unit
  (1.5e-08 for float64, 3.5e-04 for float32). An error names the argument, the index and the value.
- Large arrays are computed in blocks, on all cores where that is faster: with CROSSENTROPY_NUM_THREADS=1 in the
  environment on the caller's thread only, and otherwise on no more than that number says, or OMP_NUM_THREADS.
"""

from crossentropy.activations import log_softmax, logit, logsumexp, sigmoid, softmax, softplus
from crossentropy.calibration import (
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from crossentropy.coding import (
    block_distribution,
    decode,
    encode,
    expected_length,
    huffman_code,
    huffman_lengths,
    kraft_sum,
    prefix_code,
    shannon_lengths,
)
from crossentropy.continuous import (
    density_cross_entropy,
    density_entropy,
    density_kl_divergence,
    normal_cross_entropy,
    normal_density,
    normal_entropy,
    normal_kl_divergence,
)
from crossentropy.divergence import (
    bretagnolle_huber_bound,
    cross_entropy,
    hellinger,
    jeffreys,
    jensen_shannon,
    jensen_shannon_distance,
    kl_divergence,
    pinsker_bound,
    total_variation,
)
from crossentropy.gradients import (
    binary_cross_entropy_with_logits_gradient,
    brier_score_gradient,
    focal_loss_gradient,
    logistic_gradient,
    logistic_hessian,
    sigmoid_derivative,
    sigmoid_squared_error_gradient,
    sigmoid_squared_error_second_derivative,
    softmax_cross_entropy_gradient,
    softmax_jacobian,
)
from crossentropy.information import binary_entropy, convert, entropy, perplexity, self_information
from crossentropy.joint import conditional_entropy, information_gain, joint_entropy, marginals, mutual_information
from crossentropy.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    brier_score,
    cross_entropy_loss,
    focal_loss,
    multilabel_cross_entropy,
    softmax_cross_entropy,
    spherical_score,
    squared_error,
)
from crossentropy.models import LogisticRegression, Neuron, NGram, SoftmaxRegression

__version__ = "0.1.0"

__all__ = [
    "LogisticRegression",
    "NGram",
    "Neuron",
    "SoftmaxRegression",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_gradient",
    "binary_entropy",
    "block_distribution",
    "bretagnolle_huber_bound",
    "brier_score",
    "brier_score_gradient",
    "conditional_entropy",
    "convert",
    "cross_entropy",
    "cross_entropy_loss",
    "decode",
    "density_cross_entropy",
    "density_entropy",
    "density_kl_divergence",
    "encode",
    "entropy",
    "expected_calibration_error",
    "expected_length",
    "fit_temperature",
    "focal_loss",
    "focal_loss_gradient",
    "hellinger",
    "huffman_code",
    "huffman_lengths",
    "information_gain",
    "jeffreys",
    "jensen_shannon",
    "jensen_shannon_distance",
    "joint_entropy",
    "kl_divergence",
    "kraft_sum",
    "log_softmax",
    "logistic_gradient",
    "logistic_hessian",
    "logit",
    "logsumexp",
    "marginals",
    "multilabel_cross_entropy",
    "mutual_information",
    "normal_cross_entropy",
    "normal_density",
    "normal_entropy",
    "normal_kl_divergence",
    "perplexity",
    "pinsker_bound",
    "prefix_code",
    "reliability",
    "self_information",
    "shannon_lengths",
    "sigmoid",
    "sigmoid_derivative",
    "sigmoid_squared_error_gradient",
    "sigmoid_squared_error_second_derivative",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_gradient",
    "softmax_jacobian",
    "softplus",
    "spherical_score",
    "squared_error",
    "total_variation",
]
