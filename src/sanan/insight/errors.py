"""What this room refuses, each with one sentence in Chinese and the same one in English."""


class InsightError(Exception):
    """Input that cannot be read or a model that cannot be used.

    `sentence` is Chinese and meant for the person, `english` says the same;
    `code` is stable, for programs.
    """

    code = "insight.error"

    def __init__(self, sentence: str, english: str) -> None:
        super().__init__(f"{sentence} / {english}")
        self.sentence = sentence
        self.english = english


class BadInput(InsightError):
    """A file or a row that is not what was asked for."""

    code = "insight.bad_input"


class BadLabels(BadInput):
    """Labelled data that no classifier can be trained on."""

    code = "insight.bad_labels"


class ModelDamaged(InsightError):
    """A model file whose bytes do not match its own checksum, or that is no model at all."""

    code = "insight.model_damaged"


class ModelVersion(InsightError):
    """A model file written for another version of the reader."""

    code = "insight.model_version"


class EncoderMissing(InsightError):
    """An encoder that was asked for is not there, or is not the one a model was trained with."""

    code = "insight.encoder_missing"


class BadEncoder(InsightError):
    """An encoder's file that cannot be read or gives no vectors."""

    code = "insight.bad_encoder"
