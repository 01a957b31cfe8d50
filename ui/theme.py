"""The page's look as a gradio theme; everything else is in `style.css`."""

import gradio as gr


def calm_theme() -> gr.themes.Base:
    """Calm colours and the system's own fonts; nothing is fetched."""
    theme = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="lg",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    return theme.set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        color_accent="*primary_600",
        color_accent_soft="color-mix(in srgb, var(--primary-600) 12%, var(--neutral-50))",
        color_accent_soft_dark="color-mix(in srgb, var(--primary-600) 32%, var(--neutral-900))",
        body_background_fill="*neutral_50",
        block_background_fill="white",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        background_fill_secondary="*neutral_100",
    )
