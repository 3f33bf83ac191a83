// shaders.cpp - GLSL ES 3.00 sources and program building.
#include "client/viewer/gl/shaders.hpp"

#include <cstdio>
#include <string>

namespace i2m::client::gl {

const std::string_view kMeshVertex = R"(
uniform mat4 u_clip_from_world;
uniform mat4 u_world_from_mesh;
uniform mat3 u_world_from_normal;
layout(location = 0) in vec3 a_position;
layout(location = 1) in vec3 a_normal;
layout(location = 2) in vec2 a_uv;
layout(location = 3) in vec4 a_color;
out vec3 v_world;
out vec3 v_normal;
out vec2 v_uv;
out vec4 v_color;
void main() {
  vec4 world = u_world_from_mesh * vec4(a_position, 1.0);
  v_world = world.xyz;
  v_normal = u_world_from_normal * a_normal;
  v_uv = a_uv;
  v_color = a_color;
  gl_Position = u_clip_from_world * world;
}
)";

// Metallic-roughness after glTF 2.0, appendix B: GGX, Smith (Schlick-GGX), Schlick's Fresnel. The surroundings are a small
// studio written as a formula, blurred by roughness; its reflectance is Karis' fit ("Physically based shading on mobile",
// 2014). Tone mapping is the Khronos PBR neutral mapper, which leaves base colours as they are below 0.8.
const std::string_view kMeshFragment = R"(
precision highp float;
uniform vec3 u_eye;
uniform vec4 u_base_color;
uniform vec3 u_emissive;
uniform float u_metallic, u_roughness, u_normal_scale, u_occlusion, u_alpha_cutoff;
uniform sampler2D u_map_base_color, u_map_metallic_roughness, u_map_normal, u_map_occlusion, u_map_emissive;
in vec3 v_world;
in vec3 v_normal;
in vec2 v_uv;
in vec4 v_color;
out vec4 o_color;
const float kPi = 3.14159265;

float soft_box(vec3 dir, vec3 toward, float cosine, float roughness) {
  float edge = mix(0.04, 0.9, roughness);
  float peak = mix(1.0, 0.22, roughness);
  return peak * smoothstep(cosine - edge, cosine + edge * 0.4, dot(dir, toward));
}

vec3 studio(vec3 dir, float roughness) {
  float height = dir.y * mix(1.6, 0.8, roughness);
  vec3 light = mix(vec3(0.34, 0.335, 0.33), vec3(0.62, 0.63, 0.65), smoothstep(-0.7, 0.8, height));
  light += vec3(2.6, 2.55, 2.5) * soft_box(dir, vec3(0.42, 0.76, 0.50), 0.86, roughness);
  light += vec3(1.1, 1.13, 1.2) * soft_box(dir, vec3(-0.83, 0.35, 0.43), 0.82, roughness);
  light += vec3(1.2) * soft_box(dir, vec3(-0.15, 0.50, -0.85), 0.80, roughness);
  return light;
}

vec3 irradiance(vec3 n) {
  vec3 light = mix(vec3(0.44, 0.435, 0.43), vec3(0.72, 0.73, 0.75), n.y * 0.5 + 0.5);
  light += 0.52 * max(dot(n, vec3(0.42, 0.76, 0.50)), 0.0);
  light += 0.20 * max(dot(n, vec3(-0.83, 0.35, 0.43)), 0.0);
  light += 0.30 * max(dot(n, vec3(-0.15, 0.50, -0.85)), 0.0);
  return light;
}

vec3 reflectance(vec3 f0, float roughness, float n_dot_v) {
  vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
  float a = min(r.x * r.x, exp2(-9.28 * n_dot_v)) * r.x + r.y;
  vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
  return f0 * ab.x + ab.y;
}

vec3 tone_map(vec3 color) {
  const float kStart = 0.8 - 0.04;
  float low = min(color.r, min(color.g, color.b));
  float offset = low < 0.08 ? low - 6.25 * low * low : 0.04;
  color -= offset;
  float peak = max(color.r, max(color.g, color.b));
  if (peak < kStart) return color;
  float d = 1.0 - kStart;
  float new_peak = 1.0 - d * d / (peak + d - kStart);
  color *= new_peak / peak;
  float g = 1.0 - 1.0 / (0.15 * (peak - new_peak) + 1.0);
  return mix(color, vec3(new_peak), g);
}

vec3 to_srgb(vec3 c) { return mix(1.055 * pow(max(c, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, 12.92 * c, lessThan(c, vec3(0.0031308))); }

vec3 surface_normal() {
  vec3 n = normalize(v_normal);
  if (!gl_FrontFacing) n = -n;
#ifdef NORMAL_MAP
  // A tangent frame from screen derivatives (Schueler, "Followup: normal mapping without precomputed tangents", 2013).
  vec3 dp1 = dFdx(v_world), dp2 = dFdy(v_world);
  vec2 duv1 = dFdx(v_uv), duv2 = dFdy(v_uv);
  vec3 dp2_perp = cross(dp2, n), dp1_perp = cross(n, dp1);
  vec3 t = dp2_perp * duv1.x + dp1_perp * duv2.x;
  vec3 b = dp2_perp * duv1.y + dp1_perp * duv2.y;
  float scale = inversesqrt(max(max(dot(t, t), dot(b, b)), 1e-20));
  vec3 m = texture(u_map_normal, v_uv).xyz * 2.0 - 1.0;
  m.xy *= u_normal_scale;
  n = normalize(mat3(t * scale, -b * scale, n) * m);
#endif
  return n;
}

void main() {
  vec4 base = u_base_color;
#ifdef BASE_COLOR_MAP
  base *= texture(u_map_base_color, v_uv);
#endif
#ifdef HAS_COLOR
  base *= v_color;
#endif
#ifdef ALPHA_MASK
  if (base.a < u_alpha_cutoff) discard;
  base.a = 1.0;
#endif
#ifdef UNLIT
  o_color = vec4(to_srgb(base.rgb) * base.a, base.a);
#else
  float metallic = u_metallic, roughness = u_roughness;
#ifdef METALLIC_ROUGHNESS_MAP
  vec4 mr = texture(u_map_metallic_roughness, v_uv);
  metallic *= mr.b;
  roughness *= mr.g;
#endif
  roughness = clamp(roughness, 0.05, 1.0);
  float occlusion = 1.0;
#ifdef OCCLUSION_MAP
  occlusion = 1.0 + u_occlusion * (texture(u_map_occlusion, v_uv).r - 1.0);
#endif
  vec3 n = surface_normal();
  vec3 v = normalize(u_eye - v_world);
  float n_dot_v = clamp(dot(n, v), 1e-3, 1.0);
  vec3 f0 = mix(vec3(0.04), base.rgb, metallic);
  vec3 diffuse = base.rgb * (1.0 - metallic) * irradiance(n);
  vec3 specular = studio(reflect(-v, n), roughness) * reflectance(f0, roughness, n_dot_v);
  vec3 color = (diffuse + specular) * occlusion;
  vec3 emissive = u_emissive;
#ifdef EMISSIVE_MAP
  emissive *= texture(u_map_emissive, v_uv).rgb;
#endif
  o_color = vec4(to_srgb(tone_map(color + emissive)) * base.a, base.a);
#endif
}
)";

const std::string_view kScreenVertex = R"(
out vec2 v_at;
void main() {
  v_at = vec2(gl_VertexID == 1 ? 2.0 : 0.0, gl_VertexID == 2 ? 2.0 : 0.0);
  gl_Position = vec4(v_at * 2.0 - 1.0, 1.0, 1.0);
}
)";

const std::string_view kBackdropFragment = R"(
precision highp float;
uniform vec3 u_top, u_bottom;
in vec2 v_at;
out vec4 o_color;
// Half a step of 8-bit noise keeps a slow gradient from showing bands.
float noise(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
void main() { o_color = vec4(mix(u_top, u_bottom, v_at.y) + (noise(gl_FragCoord.xy) - 0.5) / 255.0, 1.0); }
)";

const std::string_view kGroundVertex = R"(
uniform mat4 u_clip_from_world;
uniform vec3 u_center;
uniform float u_reach;
out vec3 v_world;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  v_world = u_center + vec3(corner.x, 0.0, corner.y) * u_reach;
  gl_Position = u_clip_from_world * vec4(v_world, 1.0);
}
)";

const std::string_view kGroundFragment = R"(
precision highp float;
uniform vec3 u_center, u_eye;
uniform vec4 u_grid;
uniform float u_reach, u_step, u_shadow_reach, u_shadow_strength;
uniform sampler2D u_shadow;
in vec3 v_world;
out vec4 o_color;
float lines(vec2 p, float step) {
  vec2 at = p / step;
  vec2 width = fwidth(at);
  vec2 near = abs(fract(at - 0.5) - 0.5) / max(width, vec2(1e-6));
  vec2 line = (1.0 - clamp(near - 0.15, 0.0, 1.0)) * (1.0 - smoothstep(0.15, 0.6, width));
  return max(line.x, line.y);
}
void main() {
  vec2 p = v_world.xz - u_center.xz;
  float far = length(p) / u_reach;
  float fade = 1.0 - smoothstep(0.25, 1.0, far);
  float slant = smoothstep(0.02, 0.22, abs(normalize(u_eye - v_world).y));
  float line = max(lines(p, u_step) * 0.4, lines(p, u_step * 5.0) * 0.75);
  float grid = u_grid.a * line * fade * slant;
  vec2 uv = p / (2.0 * u_shadow_reach) + 0.5;
  float inside = step(0.0, min(min(uv.x, uv.y), min(1.0 - uv.x, 1.0 - uv.y)));
  float shadow = inside * texture(u_shadow, uv).r * u_shadow_strength;
  float alpha = grid + shadow - grid * shadow;
  o_color = vec4(mix(u_grid.rgb, vec3(0.05, 0.07, 0.09), shadow / max(alpha, 1e-4)) * alpha, alpha);
}
)";

const std::string_view kShadowVertex = R"(
uniform mat4 u_world_from_mesh;
uniform vec3 u_center;
uniform float u_reach, u_height;
layout(location = 0) in vec3 a_position;
out float v_height;
void main() {
  vec3 p = (u_world_from_mesh * vec4(a_position, 1.0)).xyz - u_center;
  v_height = clamp(p.y / u_height, 0.0, 1.0);
  gl_Position = vec4(p.x / u_reach, p.z / u_reach, v_height * 2.0 - 1.0, 1.0);
}
)";

// What is near the ground darkens it most.
const std::string_view kShadowFragment = R"(
precision highp float;
in float v_height;
out vec4 o_color;
void main() { o_color = vec4(exp(-3.5 * v_height)); }
)";

const std::string_view kBlurFragment = R"(
precision highp float;
uniform sampler2D u_from;
uniform vec2 u_axis;
in vec2 v_at;
out vec4 o_color;
void main() {
  float sum = 0.0, total = 0.0;
  for (int i = -12; i <= 12; ++i) {
    float weight = exp(-float(i * i) / 60.0);
    sum += weight * texture(u_from, v_at + u_axis * float(i)).r;
    total += weight;
  }
  o_color = vec4(sum / total);
}
)";

namespace {

bool compile(GLuint program, GLenum kind, std::string_view defines, std::string_view source) {
    const GLuint shader = glCreateShader(kind);
    const std::string text = "#version 300 es\n" + std::string(defines) + "precision highp float;\n" + std::string(source);
    const char* data = text.c_str();
    glShaderSource(shader, 1, &data, nullptr);
    glCompileShader(shader);
    GLint is_compiled = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &is_compiled);
    if (is_compiled == 0 && glGetError() == GL_NO_ERROR) {
        char log[1024];
        glGetShaderInfoLog(shader, sizeof log, nullptr, log);
        std::fprintf(stderr, "viewer shader: %s\n", log);
    }
    glAttachShader(program, shader);
    glDeleteShader(shader);
    return is_compiled != 0;
}

}  // namespace

Shader::Shader(std::string_view vertex, std::string_view fragment, std::string_view defines) {
    const GLuint program = program_.get();
    const bool is_compiled =
        compile(program, GL_VERTEX_SHADER, defines, vertex) && compile(program, GL_FRAGMENT_SHADER, defines, fragment);
    if (is_compiled) glLinkProgram(program);
    GLint is_linked = 0;
    if (is_compiled) glGetProgramiv(program, GL_LINK_STATUS, &is_linked);
    if (is_linked == 0) program_.reset();
}

GLint Shader::uniform(const char* name) {
    const auto found = uniforms_.find(name);
    if (found != uniforms_.end()) return found->second;
    return uniforms_[name] = glGetUniformLocation(program_.name(), name);
}

}  // namespace i2m::client::gl
