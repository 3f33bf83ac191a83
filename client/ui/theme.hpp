// theme.hpp - the tokens of the look: colours by role, type, space, radius, shadow and motion. Knows no ImGui.
#pragma once

#include <cstdint>

namespace i2m::client::ui {

using Color = std::uint32_t;  ///< 0xRRGGBB

enum class ThemeKind : std::uint8_t { Light, Dark, HighContrast };

/// Colours by what they are for. `border` is decoration only; `control` outlines what can be used.
struct Palette {
    Color bg, surface, sunken, hover, border, control;
    Color text, text2, text3;
    Color accent, accent_hover, accent_press, on_accent, accent_soft, accent_text, focus;
    Color ok, ok_soft, warn, warn_soft, danger, danger_soft, on_danger;
    Color bar, bar_track, warn_fill, ok_fill, danger_fill, danger_button, danger_hover, danger_press;
    Color raised, pressed, segment_active;
    Color view_top, view_bottom;  ///< viewport gradient
    Color tile_top, tile_bottom;  ///< picture tile gradient
    Color tip, on_tip;            ///< tooltip: inverse
    Color shadow_tint;
    Color logo_frame;
    float line_px;  ///< width of borders
    bool has_shadows;
};

[[nodiscard]] const Palette& palette_of(ThemeKind kind);

/// WCAG 2.2 relative luminance contrast, 1 to 21.
[[nodiscard]] double contrast(Color a, Color b);
/// `share` of `b` over `a`, in sRGB.
[[nodiscard]] Color mix(Color a, Color b, float share);

struct Shadow {
    float offset_y, blur, alpha_light, alpha_dark;
};
enum class Elevation : std::uint8_t { Card, Floating, Overlay };
inline constexpr Shadow kShadows[] = {{1, 3, 0.07F, 0.30F}, {4, 16, 0.10F, 0.40F}, {12, 40, 0.16F, 0.55F}};

inline constexpr float kRadiusSmall = 4;    ///< checkbox, key cap
inline constexpr float kRadius = 8;         ///< button, input, chip, tool
inline constexpr float kRadiusMedium = 12;  ///< thumbnail, toolbar, toast
inline constexpr float kRadiusLarge = 16;   ///< card, menu, dialog, viewport

inline constexpr double kHoverMs = 150;
inline constexpr double kMenuMs = 180;
inline constexpr double kPanelMs = 240;
inline constexpr double kFadeMs = 300;
inline constexpr double kProgressMs = 200;
inline constexpr double kSpinnerStepMs = 100;  ///< ten frames a second at most
inline constexpr double kTooltipDelayMs = 500;

enum class Weight : std::uint8_t { Regular, Medium, SemiBold, Mono };
/// A type style: size and line height at 100 % text size.
struct Style {
    float size;
    float line;
    Weight weight;
};
inline constexpr Style kHero{36, 44, Weight::SemiBold};
inline constexpr Style kDisplay{30, 36, Weight::SemiBold};
inline constexpr Style kTitle{24, 32, Weight::SemiBold};
inline constexpr Style kHeading{20, 28, Weight::SemiBold};
inline constexpr Style kSub{18, 24, Weight::SemiBold};
inline constexpr Style kLead{16, 24, Weight::Regular};
inline constexpr Style kLeadMedium{16, 24, Weight::Medium};
inline constexpr Style kLeadStrong{16, 24, Weight::SemiBold};
inline constexpr Style kBody{14, 20, Weight::Regular};
inline constexpr Style kBodyMedium{14, 20, Weight::Medium};
inline constexpr Style kBodyStrong{14, 20, Weight::SemiBold};
inline constexpr Style kSmall{12, 16, Weight::Regular};
inline constexpr Style kSmallMedium{12, 16, Weight::Medium};
inline constexpr Style kMono{12, 16, Weight::Mono};

}  // namespace i2m::client::ui
