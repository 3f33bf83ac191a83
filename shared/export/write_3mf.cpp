// write_3mf.cpp - 3MF: a package of three files with the model as XML.
#include <algorithm>
#include <cmath>

#include "shared/export/parts.hpp"
#include "shared/zip/stored_zip.hpp"

namespace i2m::exporting {
namespace {

constexpr const char* kTypes =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"model\" ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/></Types>\n";
constexpr const char* kRelations =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Target=\"/3D/3dmodel.model\" Id=\"rel0\" "
    "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>\n";
constexpr const char* kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<model unit=\"millimeter\" xml:lang=\"en-US\" xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\">\n"
    "<metadata name=\"Application\">image2model</metadata>\n<resources>\n";

/// "#RRGGBBAA", coded as sRGB (Core Specification, section 5.1.1).
std::string color_text(const std::array<float, 4>& linear) {
    std::string out = "#";
    for (std::size_t i = 0; i < 4; ++i) {
        const float x = std::min(std::max(linear[i], 0.0F), 1.0F);
        const float coded = i == 3 ? x : x <= 0.0031308F ? 12.92F * x : 1.055F * std::pow(x, 1 / 2.4F) - 0.055F;
        const auto byte = static_cast<unsigned>(std::lround(coded * 255));
        out += "0123456789ABCDEF"[byte >> 4];
        out += "0123456789ABCDEF"[byte & 0xF];
    }
    return out;
}

std::string materials_of(const glb::Scene& scene) {
    if (scene.materials.empty()) return {};
    std::string out = "<basematerials id=\"1\">\n";
    for (std::size_t i = 0; i < scene.materials.size(); ++i)
        out += "<base name=\"material_" + std::to_string(i) + "\" displaycolor=\"" + color_text(scene.materials[i].base_color) +
               "\"/>\n";
    return out + "</basematerials>\n";
}

void append_point(std::string& out, const std::array<float, 3>& point) {
    const char* names[] = {"<vertex x=\"", "\" y=\"", "\" z=\""};
    for (std::size_t i = 0; i < 3; ++i) {
        out += names[i];
        append_number(out, point[i]);
    }
    out += "\"/>\n";
}

void append_triangle(std::string& out, const Solid::Triangle& triangle, std::size_t materials) {
    const char* names[] = {"<triangle v1=\"", "\" v2=\"", "\" v3=\""};
    for (std::size_t i = 0; i < 3; ++i) out.append(names[i]).append(std::to_string(triangle.points[i]));
    const bool has_material = triangle.material >= 0 && static_cast<std::size_t>(triangle.material) < materials;
    if (has_material) out.append("\" pid=\"1\" p1=\"").append(std::to_string(triangle.material));
    out += "\"/>\n";
}

std::string model_of(const Solid& solid, const glb::Scene& scene) {
    std::string out = kHead + materials_of(scene) + "<object id=\"2\" type=\"model\"><mesh><vertices>\n";
    out.reserve(out.size() + solid.points.size() * 64 + solid.triangles.size() * 64);
    for (const auto& point : solid.points) append_point(out, point);
    out += "</vertices><triangles>\n";
    for (const Solid::Triangle& triangle : solid.triangles) append_triangle(out, triangle, scene.materials.size());
    return out + "</triangles></mesh></object>\n</resources>\n<build><item objectid=\"2\"/></build>\n</model>\n";
}

}  // namespace

std::string write_3mf(const Solid& solid, const glb::Scene& scene) {
    return zip::zip_of(
        {{"[Content_Types].xml", kTypes}, {"_rels/.rels", kRelations}, {"3D/3dmodel.model", model_of(solid, scene)}});
}

}  // namespace i2m::exporting
