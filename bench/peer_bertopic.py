"""One BERTopic setting on given texts and vectors, in a process of its own, measured there.

Called by bench_discovery.py with the interpreter that has the peer, as
``peer_bertopic.py FOLDER SETTING K``: the folder holds texts.json and vectors.npy, and
labels.json with the labels, the CPU seconds and the peak memory in MB is written there.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")


def fitted(setting: str, k: int, texts: list[str], vectors: Any) -> list[int]:
    from bertopic import BERTopic
    from sklearn.cluster import KMeans

    given: dict[str, Any] = {"embedding_model": None, "calculate_probabilities": False}
    if setting.startswith("kmeans"):
        given["hdbscan_model"] = KMeans(k, random_state=0)
    elif setting.startswith("size"):
        given["min_topic_size"] = int(setting.removeprefix("size").split("+")[0])
    model = BERTopic(**given)
    labels, _ = model.fit_transform(texts, vectors)
    if setting.endswith("+reduced"):
        labels = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=vectors)
    return [int(label) for label in labels]


def main() -> None:
    import numpy as np

    folder, setting, k = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    vectors = np.load(folder / "vectors.npy")
    before = time.process_time()
    labels = fitted(setting, k, texts, vectors)
    used = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"labels": labels, "cpu": used, "mb": peak}
    (folder / "labels.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
