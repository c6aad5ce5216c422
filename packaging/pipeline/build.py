"""Trains, exports, calibrates and measures the embedded pipeline: the one command of this folder.

usage: python build.py --corpora DIR --gold DIR --out DIR [--work DIR] [--version X.Y.Z]
Every stage leaves its result in the work folder and is skipped when that is there.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import pickle
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import assemble  # noqa: E402
import export  # noqa: E402
import results  # noqa: E402
import torch  # noqa: E402
from calibrate import calibrate  # noqa: E402
from corpus import Text, read_labelled  # noqa: E402
from network import Network, base_folder  # noqa: E402
from pseudo import EXHAUSTIVE, complete, read_partial, read_plain, teach  # noqa: E402
from train import Plan, fit, predict  # noqa: E402

from annotator.nlp.pieces import WordPieces  # noqa: E402

TEACHERS = (Plan(epochs=6, seed=0, noisy=0.4), Plan(epochs=6, seed=1, noisy=0.6))
STUDENT = Plan(epochs=1, seed=5, rate=8e-5, noisy=0.5, words=900)
TUNING = Plan(epochs=2, seed=0, rate=5e-5, head_rate=3e-4, noisy=0.6, claim_share=0.5)
COPIES, REHEARSED = (
    4,
    30_000,
)  # how often the articles are seen in an epoch, beside how many words of the news sample
META = {
    "description": "Entities (OntoNotes names), claims and their speakers in English news; trained and measured on labels "
    "that language models gave, not people. See LICENSE and NOTICE.",
    "author": "the annotator project",
    "license": "CC-BY-SA-4.0",
    "spacy_version": ">=3.8.7,<3.9.0",
}


class Build:
    """The stages, in order; paths and texts that they share."""

    def __init__(self, corpora: Path, gold: Path, work: Path) -> None:
        check(corpora, gold)
        self.corpora, self.work = corpora, work
        work.mkdir(parents=True, exist_ok=True)
        texts = list(read_labelled(corpora / "news_labelled.jsonl"))
        self.training = [text for text in texts if text.split != "dev"]
        self.held = [text for text in texts if text.split == "dev"]
        self.articles = list(read_labelled(gold / "dev.jsonl"))
        self.cutter = WordPieces(base_folder() / "tokenizer.json")

    def network(self, name: str) -> Network:
        """Return a network with the weights of a finished stage."""
        network = Network(base_folder())
        network.load_state_dict(torch.load(self.work / f"{name}.pt"))
        return network

    def teachers(self) -> list[Network]:
        """Train the teachers on the news sample; none of them sees an article."""
        for number, plan in enumerate(TEACHERS):
            if not (self.work / f"teacher{number}.pt").exists():
                torch.manual_seed(plan.seed)
                network = Network(base_folder())
                fit(network, self.training, plan, self.cutter)
                torch.save(network.state_dict(), self.work / f"teacher{number}.pt")
        return [self.network(f"teacher{number}") for number in range(len(TEACHERS))]

    def student(self) -> Network:
        """Train the student on the news sample and on what the teachers say about the other corpora."""
        if not (self.work / "student.pt").exists():
            teachers = self.teachers()
            taught = self._taught(teachers)
            network = teachers[-1]
            fit(network, self.training + self.training + taught, STUDENT, self.cutter)
            torch.save(network.state_dict(), self.work / "student.pt")
        return self.network("student")

    def _taught(self, teachers: list[Network]) -> list[Text]:
        kept_away = {text.text.strip()[:60] for text in self.held}
        raw = [
            text
            for text in read_plain(self.corpora / "raw" / "voa_news.txt")
            if text.text[:60] not in kept_away
        ]
        taught = [
            complete(text, said, [], frozenset())
            for text, said in zip(raw, teach(teachers, raw, self.cutter), strict=True)
        ]
        for name, exhaustive in EXHAUSTIVE.items():
            items = [
                item
                for item in read_partial(self.corpora / "ner" / f"{name}.jsonl")
                if item[0].text[:60] not in kept_away
            ]
            said = teach(teachers, [text for text, *_ in items], self.cutter)
            taught += [
                complete(item[0], logs, item[1], exhaustive) for item, logs in zip(items, said, strict=True)
            ]
        return taught

    def tuned(self, student: Network, articles: list[Text]) -> Network:
        """Return a copy of the student that has also seen the articles, among texts it knows."""
        pool = list(self.training)
        random.Random(TUNING.seed).shuffle(pool)
        rehearsed, words = [], 0
        for text in pool:
            if words > REHEARSED:
                break
            rehearsed.append(text)
            words += len(text.words)
        network = copy.deepcopy(student)
        fit(network, articles * COPIES + rehearsed, TUNING, self.cutter)
        return network

    def left_out(self, student: Network) -> list[tuple[Text, tuple]]:
        """Return each article with what a network says that was tuned on the other four."""
        path = self.work / "left_out.pickle"
        if not path.exists():
            said = []
            for article in self.articles:
                others = [other for other in self.articles if other is not article]
                said.append(predict(self.tuned(student, others), [article], self.cutter)[0])
            path.write_bytes(pickle.dumps(said))
        return list(zip(self.articles, pickle.loads(path.read_bytes()), strict=True))

    def final(self, student: Network) -> Network:
        """Return the network that ships: tuned on all five articles."""
        if not (self.work / "final.pt").exists():
            torch.save(self.tuned(student, self.articles).state_dict(), self.work / "final.pt")
        return self.network("final")


def check(corpora: Path, gold: Path) -> None:
    """Stop unless every file is the one that the recipe was written for."""
    for name, source in json.loads((HERE / "sources.json").read_text("utf-8")).items():
        top, _, rest = name.partition("/")
        path = (corpora if top == "corpora" else gold) / rest
        if not path.is_file():
            sys.exit(f"{path} is missing: {source['name']}, {source['origin']}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != source["sha256"]:
            sys.exit(f"{path} is another version than the recipe's: its SHA-256 is not {source['sha256']}")


def main() -> None:
    """Run all stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "resources" / "pipelines" / "news")
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--version", default="1.0.1")
    options = parser.parse_args()
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    build = Build(options.corpora, options.gold, options.work)
    student = build.student()
    left_out = build.left_out(student)
    final = build.final(student)
    held = list(zip(build.held, predict(final, build.held, build.cutter), strict=True))
    calibration = calibrate(left_out + held)
    export.write_encoder(final, base_folder() / "tokenizer.json", options.work / "encoder")
    nlp = assemble.pipeline(
        final, options.work / "encoder", calibration, name="news", version=options.version, meta=META
    )
    shutil.rmtree(options.out, ignore_errors=True)
    nlp.to_disk(options.out)
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(HERE / "legal" / name, options.out / name)
    results.write(HERE / "RESULTS.md", options.out, build, left_out, held, calibration)


if __name__ == "__main__":
    main()
