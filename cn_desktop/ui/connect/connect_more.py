"""The part of the connect dialog that few need: folded until it is asked for."""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.base.profile import UNLOCKABLE, Format, Profile, Safety
from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import SAYS_NOTHING
from cn_desktop.ui.connect.connect_field import ChoiceBox, FieldBox, new_form
from cn_desktop.ui.connect.connection_words import (
    AT_ONCE_LABELS,
    FORMATS,
    REGIONS,
    SAFETY_LABELS,
    WHY,
    usual_safety,
)
from cn_desktop.ui.field_names import full_name

COLUMNS = 2
BLANK = Profile("", "", "")


class More(QWidget):
    """What may be done, how it is sent, whom to trust, and the record of the test.

    `changed` when one of them is edited, `folded` when it opens or closes.
    """

    changed = Signal()
    folded = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = QToolButton(self)
        self._body = QWidget(self)
        self.read_only = QCheckBox("&Read-only: nothing can be changed or sent", self._body)
        self.unlocked = {
            field: QCheckBox(full_name(FieldName(field), SAYS_NOTHING), self)
            for field in UNLOCKABLE
        }
        self.safety = ChoiceBox(self._body)
        self.marker_field = QLineEdit(self._body)
        self.at_once = ChoiceBox(self._body)
        self.region = ChoiceBox(self._body)
        self.format = ChoiceBox(self._body)
        self.proxy = QLineEdit(self._body)
        self.ca_file = QLineEdit(self._body)
        self.dataset = QLineEdit(self._body)
        self.uid = QLineEdit(self._body)
        self._browse = QPushButton("&Browse…", self._body)
        self.fields = {
            "is_read_only": FieldBox(self.read_only, "readOnly", self._body),
            "unlocked": FieldBox(self._unlock_grid(), "unlocked", self._body),
            "safety": FieldBox(self.safety, "safety", self._body),
            "marker_field": FieldBox(self.marker_field, "markerField", self._body),
            "at_once": FieldBox(self.at_once, "atOnce", self._body),
            "region": FieldBox(self.region, "region", self._body),
            "format": FieldBox(self.format, "format", self._body),
            "proxy": FieldBox(self.proxy, "proxy", self._body),
            "ca_file": FieldBox(self.ca_file, "caFile", self._body, self._browse),
            "sample": FieldBox(self.dataset, "sampleDataset", self._body, self.uid),
        }
        self._fill()
        self._arrange()
        self._order()
        self._connect()
        self.unfold(is_open=False)

    def filled_in(self, profile: Profile) -> Profile:
        """The profile with what was entered here."""
        return replace(
            profile,
            is_read_only=self.read_only.isChecked(),
            unlocked=tuple(field for field, box in self.unlocked.items() if box.isChecked()),
            safety=Safety(self.safety.currentData()),
            marker_field=self.marker_field.text().strip(),
            at_once=self.at_once.currentData(),
            region=self.region.currentData(),
            format=Format(self.format.currentData()),
            proxy=self.proxy.text().strip(),
            ca_file=self.ca_file.text().strip(),
        )

    @property
    def sample(self) -> tuple[str, str]:
        """Dataset and uid of the record to read in a test."""
        return self.dataset.text().strip(), self.uid.text().strip()

    def unfold(self, *, is_open: bool) -> None:
        self._switch.setChecked(is_open)
        self._switch.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)
        self.folded.emit()

    def show_environment(self, environment: str) -> None:
        """What is usual depends on it."""
        self.safety.setItemText(0, usual_safety(environment))

    def show_profile(self, profile: Profile) -> None:
        """Fill in from a connection, and open if it has anything unusual."""
        self.read_only.setChecked(profile.is_read_only)
        for field, box in self.unlocked.items():
            box.setChecked(field in profile.unlocked)
        self.show_environment(profile.environment)
        self.safety.setCurrentIndex(self.safety.findData(profile.safety.value))
        self.marker_field.setText(profile.marker_field)
        self.at_once.setCurrentIndex(self.at_once.findData(profile.at_once))
        self._show_region(profile.region)
        self.format.setCurrentIndex(self.format.findData(profile.format.value))
        self.proxy.setText(profile.proxy)
        self.ca_file.setText(profile.ca_file)
        self.unfold(is_open=self.filled_in(BLANK) != BLANK)

    def _show_region(self, region: str) -> None:
        if self.region.findData(region) < 0:
            self.region.addItem(region, region)
        self.region.setCurrentIndex(self.region.findData(region))

    # Building

    def _unlock_grid(self) -> QWidget:
        grid_holder = QWidget(self._body)
        grid = QGridLayout(grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        for place, (field, box) in enumerate(self.unlocked.items()):
            box.setObjectName(f"unlock_{field}")
            grid.addWidget(box, place // COLUMNS, place % COLUMNS)
        return grid_holder

    def _fill(self) -> None:
        self._fill_choices()
        self._switch.setObjectName("moreButton")
        self._switch.setText("&More")
        self._switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._switch.setCheckable(True)
        self._switch.setAutoRaise(True)
        self._browse.setObjectName("browseButton")
        self._browse.setAccessibleName("Choose the certificate file")
        self.marker_field.setPlaceholderText(
            "no field; else a custom field of its own, for cnd- and ten letters"
        )
        self.proxy.setPlaceholderText("none, unless your IT department has one: http://name:port")
        self.ca_file.setPlaceholderText("none, unless your IT department gave you a file")
        self.dataset.setPlaceholderText("dataset; empty: the first listed")
        self.uid.setPlaceholderText("uid; empty: none")
        self.uid.setObjectName("sampleUidField")
        self.uid.setAccessibleName("Uid of the record to read in the test")

    def _fill_choices(self) -> None:
        self.safety.addItem("", Safety.AS_ENVIRONMENT.value)
        for level, label in SAFETY_LABELS.items():
            self.safety.addItem(label, level.value)
        for number, label in AT_ONCE_LABELS.items():
            self.at_once.addItem(label, number)
        for region, label in REGIONS.items():
            self.region.addItem(label, region)
        for each, label in FORMATS.items():
            self.format.addItem(label, each.value)

    def _arrange(self) -> None:
        form = new_form()
        form.setContentsMargins(0, 4, 0, 0)
        for member, label in (
            ("is_read_only", "Changes"),
            ("unlocked", "Fields that may be changed"),
            ("safety", "Ask b&efore submitting"),
            ("marker_field", "Mark ne&w records in"),
            ("at_once", "Changes sent at &once"),
            ("region", "Country of p&hone numbers"),
            ("format", "&Format"),
            ("proxy", "Pro&xy"),
            ("ca_file", "&Certificates"),
            ("sample", "Record for the &test"),
        ):
            self.fields[member].add_to(form, label)
            if member in WHY:
                self.fields[member].add_why(WHY[member])
        self._body.setLayout(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._switch)
        column.addWidget(self._body)
        self.read_only.setAccessibleName("Read-only")

    def _order(self) -> None:
        """The Tab key goes through them as they are read."""
        settings = (self.safety, self.marker_field, self.at_once, self.region)
        wire = (self.format, self.proxy, self.ca_file, self._browse, self.dataset, self.uid)
        order = (self._switch, self.read_only, *self.unlocked.values(), *settings, *wire)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self._switch.clicked.connect(lambda is_open: self.unfold(is_open=is_open))
        self._browse.clicked.connect(self._choose_file)
        for editor in (self.marker_field, self.proxy, self.ca_file):
            editor.textChanged.connect(self.changed)
        self.format.currentIndexChanged.connect(self.changed)

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, "Choose the file with the certificates", self.ca_file.text())
        chooser.setObjectName("caFileDialog")
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(["Certificates (*.pem *.crt *.cer)", "All files (*)"])
        chooser.fileSelected.connect(self.ca_file.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
