"""Cross-entropy against the axioms of a distance, and the distances that can be recovered."""

import numpy as np

from crossentropy import (
    cross_entropy,
    entropy,
    hellinger,
    jeffreys,
    jensen_shannon,
    jensen_shannon_distance,
    kl_divergence,
    pinsker_bound,
    total_variation,
)

fair, middle, biased = [0.5, 0.5], [0.75, 0.25], [0.9, 0.1]
print(f"to itself {cross_entropy(fair, fair):.6f} nat, its entropy {entropy(fair):.6f} nat")

measures = [kl_divergence, jeffreys, jensen_shannon, jensen_shannon_distance, total_variation, hellinger]
for d in measures:
    print(f"{d.__name__:24}{d(fair, biased):.6f} straight, {d(fair, middle) + d(middle, biased):.6f} with a stop")

stops = np.linspace(0.5, 0.9, 401)
stops = np.stack([stops, 1 - stops], axis=-1)
detours = kl_divergence(fair, stops) + kl_divergence(stops, biased)
print(f"best stop {stops[detours.argmin(), 0]:.3f}: {detours.min():.6f} nat")

print(f"Pinsker: {total_variation(biased, fair):.6f} <= {pinsker_bound(biased, fair):.6f}")

t = np.linspace(0.001, 0.999, 999)
models, truth = np.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2], axis=-1), [0.45, 0.1, 0.45]
print(f"truth first: t = {t[kl_divergence(truth, models).argmin()]:.3f}")
print(f"model first: t = {t[:500][kl_divergence(models[:500], truth).argmin()]:.3f}")
