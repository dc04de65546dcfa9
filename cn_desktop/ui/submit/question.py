"""A question before rows are sent: the environment, what happens in numbers, a button each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.dialogs import finished

WIDTH = 500
GAP = 12
CANCEL = "cancel"


@dataclass(frozen=True)
class Sign:
    """The environment's word, and what that means for people's telephones."""

    environment: str
    words: str


@dataclass(frozen=True)
class Question:
    """`answers` are buttons, each by its name: their texts, the fullest last. Plain text."""

    name: str
    sign: Sign
    title: str
    paragraphs: Sequence[str]
    lines: Sequence[str]
    answers: Mapping[str, str]


class QuestionDialog(QDialog):
    """Cancel is where the keyboard is: whoever presses Enter or Esc in a hurry sends nothing."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.answer = ""
        self.setObjectName(question.name)
        self.setWindowTitle("CN Desktop")
        self.setAccessibleName(question.title)
        self.setAccessibleDescription("\n".join([*question.paragraphs, *question.lines]))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(GAP)
        column.addLayout(self._sign_row(question.sign))
        column.addWidget(self._title(question.title))
        for text in question.paragraphs:
            column.addWidget(self._text(text))
        if question.lines:
            column.addWidget(self._list(question.lines))
        column.addSpacing(GAP)
        column.addLayout(self._buttons(question.answers))

    def _sign_row(self, sign: Sign) -> QHBoxLayout:
        word = plain_label(self, "environmentSign")
        word.setProperty("environment", sign.environment)
        word.setText(sign.environment)
        row = QHBoxLayout()
        row.addWidget(word)
        words = wrapped_label(self, "environmentWords")
        words.setText(sign.words)
        row.addWidget(words, 1)
        return row

    def _title(self, text: str) -> QLabel:
        label = self._text(text)
        label.setObjectName("questionTitle")
        label.setProperty("isTitle", True)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        label.setFont(font)
        return label

    def _text(self, text: str) -> QLabel:
        label = wrapped_label(self)
        label.setText(text)
        label.setMinimumWidth(WIDTH)
        return label

    def _list(self, lines: Sequence[str]) -> QLabel:
        label = self._text("\n".join(lines))
        label.setObjectName("questionLines")
        label.setProperty("isDim", True)
        label.setIndent(GAP)
        return label

    def _buttons(self, answers: Mapping[str, str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton("&Cancel", self)
        cancel.setObjectName(CANCEL)
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        for name, text in answers.items():
            row.addWidget(self._answer_button(name, text))
        cancel.setDefault(True)
        cancel.setFocus()
        return row

    def _answer_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(lambda: self._take(name))
        return button

    def _take(self, answer: str) -> None:
        self.answer = answer
        self.accept()


async def ask(question: Question, parent: QWidget) -> str:
    """The name of the answer that was chosen; empty if none was."""
    dialog = QuestionDialog(question, parent)
    await finished(dialog)
    return dialog.answer
