"""k-means and the silhouette in numpy give what scikit-learn gives."""

import subprocess
import sys

import numpy as np
import pytest

from sanan.council.opinion.groups import SEED
from sanan.council.opinion.means import silhouette, split


@pytest.fixture(scope="module")
def learned():
    """scikit-learn, which takes a second to load: only where these tests run."""
    from sklearn import cluster, metrics

    return cluster.KMeans, metrics.silhouette_score


def clouds(seed: int):
    """Points around one to five middles, some of them twice."""
    chance = np.random.default_rng(seed)
    middles = chance.normal(scale=3, size=(seed % 5 + 1, 2))
    points = middles[chance.integers(len(middles), size=60 + 40 * seed)]
    points = points + chance.normal(size=points.shape)
    return np.vstack([points, points[:7]])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_the_same_groups_as_scikit_learn(seed, k, learned):
    means, score = learned
    points = clouds(seed)
    mine = split(points, k, seed=SEED)
    theirs = means(n_clusters=k, n_init=10, random_state=SEED).fit_predict(points)
    pairs = set(zip(mine.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == k == len({a for a, _b in pairs}) == len({b for _a, b in pairs})
    assert silhouette(points, mine) == pytest.approx(score(points, theirs), abs=1e-9)


def test_one_alone_counts_nothing(learned):
    _means, score = learned
    points = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0]])
    labels = np.array([0, 0, 1])
    assert silhouette(points, labels) == pytest.approx(score(points, labels), abs=1e-9)


def test_more_groups_than_different_points_still_ends():
    points = np.array([[0.0, 0.0]] * 5 + [[1.0, 1.0]] * 5)
    assert len(set(split(points, 3, seed=SEED).tolist())) <= 3


def test_the_command_loads_nothing_heavy():
    code = (
        "import sys; import sanan.council.commands;"
        "from sanan.council.opinion.consultation import consult;"
        "consult((f'v{v}', f's{s}', (v + s) % 3 - 1) for v in range(40) for s in range(9));"
        "print([m for m in ('sklearn', 'scipy', 'pandas', 'django') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
