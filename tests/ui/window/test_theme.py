"""Colours: roles, contrast, switching."""

import re

import pytest
from PySide6.QtGui import QPalette

from annotator.assets import load_scheme, scheme_names
from ui.theme import (
    READABLE,
    TINT,
    ThemeChoice,
    contrast,
    label_color,
    load_theme,
    make_palette,
    make_stylesheet,
    mix,
)

NAMES = ("light", "dark")


def test_themes_have_the_same_roles():
    assert set(load_theme("light").colors) == set(load_theme("dark").colors)


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_written_in_full(name):
    assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in load_theme(name).colors.values())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ground", ["surface", "panel", "hover", "selected"])
def test_text_is_readable(name, ground):
    colors = load_theme(name).colors
    assert contrast(colors["text"], colors[ground]) >= READABLE
    if ground != "selected":
        assert contrast(colors["muted"], colors[ground]) >= READABLE


@pytest.mark.parametrize("name", NAMES)
def test_messages_are_readable(name):
    colors = load_theme(name).colors
    for ink, ground in (
        ("danger", "danger_back"),
        ("toast_text", "toast"),
        ("toast_action", "toast"),
        ("on_accent", "accent"),
        ("selected_text", "selected"),
    ):
        assert contrast(colors[ink], colors[ground]) >= READABLE, (ink, ground)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", scheme_names())
def test_labels_are_readable_on_everything_they_stand_on(name, scheme):
    theme = load_theme(name)
    for _, label in load_scheme(scheme).labels():
        color = label_color(label.color, theme)
        for role in ("surface", "panel"):
            ground = theme.colors[role]
            assert contrast(color, ground) >= READABLE, label.name
            assert contrast(color, mix(color, ground, TINT)) >= READABLE, label.name


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#808080"])
@pytest.mark.parametrize("name", NAMES)
def test_any_colour_becomes_readable(name, color):
    theme = load_theme(name)
    assert contrast(label_color(color, theme), theme.colors["surface"]) >= READABLE


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_stylesheet_names_only_known_roles(name, qapp):
    sheet = make_stylesheet(load_theme(name), 10)
    assert "@" not in sheet
    assert load_theme(name).colors["accent"] in sheet


def test_palette_follows_the_theme(qapp):
    assert make_palette(load_theme("dark")).color(QPalette.ColorRole.Base).name() == "#16181d"


def test_theme_is_switched_live_and_remembered(stage, qapp):
    light = stage.window.grab().toImage().pixelColor(640, 600)
    stage.context.actions["theme-dark"].trigger()
    stage.settle()
    dark = stage.window.grab().toImage().pixelColor(640, 600)
    assert dark.lightness() < 60 < light.lightness()
    assert stage.context.settings.text("theme") == ThemeChoice.DARK
    stage.context.actions["theme-light"].trigger()
    assert stage.context.themes.current.name == "Light"
