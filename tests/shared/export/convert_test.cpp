// convert_test.cpp - each format read back as its readers do: counts, bounds, closed surfaces; hostile models and limits.
#include "shared/export/convert.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <sstream>

#include "shared/glb/glb.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m::exporting {
namespace {

using Point = std::array<float, 3>;

/// A cube from -1 to 1 whose sides share no vertex, as a texture needs it.
glb::Primitive cube() {
    glb::Primitive out;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (const float side : {-1.0F, 1.0F}) {
            const auto first = static_cast<std::uint32_t>(out.positions.size());
            for (const auto& [u, v] : {std::pair{-1.0F, -1.0F}, {1.0F, -1.0F}, {1.0F, 1.0F}, {-1.0F, 1.0F}}) {
                Point position = {}, normal = {};
                position[axis] = side;
                position[(axis + 1) % 3] = u;
                position[(axis + 2) % 3] = v;
                normal[axis] = side;
                out.positions.push_back(position);
                out.normals.push_back(normal);
                out.uvs.push_back({(u + 1) / 2, (v + 1) / 2});
            }
            const std::array<std::uint32_t, 6> order =
                side > 0 ? std::array<std::uint32_t, 6>{0, 1, 2, 0, 2, 3} : std::array<std::uint32_t, 6>{0, 2, 1, 0, 3, 2};
            for (const std::uint32_t corner : order) out.indices.push_back(first + corner);
        }
    }
    out.material = 0;
    return out;
}

/// Two cubes, the second at x = 10 and twice as large; one textured material, one painted.
glb::Scene scene() {
    glb::Scene out;
    glb::Primitive painted = cube();
    painted.material = 1;
    painted.uvs.clear();
    out.meshes = {{"textured", {cube()}}, {"painted", {painted}}};
    out.instances = {{0, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}},
                     {1, {2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 10, 0, 0, 1}}};
    out.images = {{"image/png", test::make_png_rgba(16, 16, Bytes(16 * 16 * 4, 200))}};
    out.textures.push_back(glb::Texture{0});
    out.materials.resize(2);
    out.materials[0].base_color_texture = 0;
    out.materials[1].base_color = {1, 0, 0, 1};
    return out;
}

std::string converted(Format format, const glb::Scene& from = scene()) {
    const Result<std::string> out = convert_glb(glb::write_glb(from), format, "my duck");
    EXPECT_TRUE(out.ok()) << out.error().message;
    return out.ok() ? *out : std::string();
}

/// The files of an archive of ours: nothing in it is packed.
std::map<std::string, std::string> unzip(const std::string& archive) {
    const auto number = [&](std::size_t at, std::size_t bytes) {
        std::size_t value = 0;
        for (std::size_t i = bytes; i > 0; --i) value = value << 8 | static_cast<std::uint8_t>(archive.at(at + i - 1));
        return value;
    };
    std::map<std::string, std::string> out;
    for (std::size_t at = 0; archive.compare(at, 4, "PK\x03\x04") == 0;) {
        const std::size_t size = number(at + 22, 4), name = number(at + 26, 2), extra = number(at + 28, 2);
        out[archive.substr(at + 30, name)] = archive.substr(at + 30 + name + extra, size);
        at += 30 + name + extra + size;
    }
    return out;
}

float float_at(const std::string& bytes, std::size_t at) {
    float value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

struct Body {
    std::vector<Point> points;
    std::vector<std::array<std::size_t, 3>> triangles;
};

/// Every edge is run along once in each direction.
bool is_closed(const Body& body) {
    std::map<std::pair<Point, Point>, int> edges;
    for (const auto& triangle : body.triangles) {
        for (std::size_t i = 0; i < 3; ++i) ++edges[{body.points.at(triangle[i]), body.points.at(triangle[(i + 1) % 3])}];
    }
    return std::all_of(edges.begin(), edges.end(), [&](const auto& edge) {
        const auto back = edges.find({edge.first.second, edge.first.first});
        return edge.second == 1 && back != edges.end() && back->second == 1;
    });
}

std::pair<Point, Point> bounds(const Body& body) {
    Point least = body.points.at(0), most = least;
    for (const Point& point : body.points) {
        for (std::size_t i = 0; i < 3; ++i) {
            least[i] = std::min(least[i], point[i]);
            most[i] = std::max(most[i], point[i]);
        }
    }
    return {least, most};
}

/// Six times the volume; positive when the surface looks outwards.
double volume6(const Body& body) {
    using Exact = std::array<double, 3>;
    const auto exact = [](const Point& p) {
        return Exact{static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])};
    };
    double sum = 0;
    for (const auto& triangle : body.triangles) {
        const Exact a = exact(body.points[triangle[0]]), b = exact(body.points[triangle[1]]), c = exact(body.points[triangle[2]]);
        sum += a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }
    return sum;
}

TEST(ConvertGlb, StlIsAClosedBodyInMillimetresZUp) {
    const std::string stl = converted(Format::Stl);
    ASSERT_GE(stl.size(), 84U);
    EXPECT_NE(stl.substr(0, 5), "solid") << "that would be STL as text";
    std::uint32_t count = 0;
    std::memcpy(&count, stl.data() + 80, sizeof count);
    ASSERT_EQ(count, 24U);
    ASSERT_EQ(stl.size(), 84U + 24 * 50);
    Body body;
    for (std::size_t i = 0; i < count; ++i) {
        std::array<std::size_t, 3> triangle = {};
        for (std::size_t corner = 0; corner < 3; ++corner) {
            const std::size_t at = 84 + i * 50 + 12 + corner * 12;
            triangle[corner] = body.points.size();
            body.points.push_back({float_at(stl, at), float_at(stl, at + 4), float_at(stl, at + 8)});
        }
        const std::size_t at = 84 + i * 50;
        const float length = std::abs(float_at(stl, at)) + std::abs(float_at(stl, at + 4)) + std::abs(float_at(stl, at + 8));
        EXPECT_FLOAT_EQ(length, 1) << "a side's normal lies along an axis";
        body.triangles.push_back(triangle);
    }
    EXPECT_TRUE(is_closed(body));
    EXPECT_EQ(bounds(body), (std::pair<Point, Point>{{-1000, -2000, -2000}, {12000, 2000, 2000}}));
    EXPECT_NEAR(volume6(body) / 6e9, 8 + 64, 1e-3);
}

TEST(ConvertGlb, ThreeMfIsAClosedBodyWithColours) {
    const std::map<std::string, std::string> files = unzip(converted(Format::ThreeMf));
    ASSERT_EQ(files.size(), 3U);
    ASSERT_TRUE(files.contains("[Content_Types].xml") && files.contains("_rels/.rels") && files.contains("3D/3dmodel.model"));
    const std::string& model = files.at("3D/3dmodel.model");
    EXPECT_NE(model.find("unit=\"millimeter\""), std::string::npos);
    EXPECT_NE(model.find("displaycolor=\"#FF0000FF\""), std::string::npos);
    Body body;
    std::istringstream lines(model);
    std::size_t painted = 0;
    for (std::string line; std::getline(lines, line);) {
        Point p = {};
        std::array<std::size_t, 3> t = {};
        if (std::sscanf(line.c_str(), "<vertex x=\"%f\" y=\"%f\" z=\"%f\"/>", &p[0], &p[1], &p[2]) == 3) body.points.push_back(p);
        if (std::sscanf(line.c_str(), "<triangle v1=\"%zu\" v2=\"%zu\" v3=\"%zu\"", &t[0], &t[1], &t[2]) == 3) {
            body.triangles.push_back(t);
            if (line.find("p1=\"1\"") != std::string::npos) ++painted;
        }
    }
    EXPECT_EQ(body.points.size(), 16U) << "points at the same place are one";
    EXPECT_EQ(body.triangles.size(), 24U);
    EXPECT_EQ(painted, 12U);
    EXPECT_TRUE(is_closed(body));
    EXPECT_EQ(bounds(body), (std::pair<Point, Point>{{-1000, -2000, -2000}, {12000, 2000, 2000}}));
}

TEST(ConvertGlb, ObjComesWithItsMaterialsAndTextures) {
    const std::map<std::string, std::string> files = unzip(converted(Format::Obj));
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files.at("texture_0.png"), as_text(scene().images[0].encoded));
    EXPECT_NE(files.at("model.mtl").find("newmtl material_0"), std::string::npos);
    EXPECT_NE(files.at("model.mtl").find("map_Kd texture_0.png"), std::string::npos);
    EXPECT_NE(files.at("model.mtl").find("Kd 1 0 0\n"), std::string::npos);
    Body body;
    std::map<std::string, std::size_t> rows;
    std::istringstream lines(files.at("my duck.obj"));
    std::string material;
    for (std::string line; std::getline(lines, line);) {
        const std::string keyword = line.substr(0, line.find(' '));
        ++rows[keyword];
        Point p = {};
        std::array<std::size_t, 3> v = {}, t = {}, n = {};
        if (std::sscanf(line.c_str(), "v %f %f %f", &p[0], &p[1], &p[2]) == 3) body.points.push_back(p);
        if (keyword == "usemtl") material = line.substr(7);
        if (keyword != "f") continue;
        const bool has_uvs = material == "material_0";
        const int read =
            has_uvs ? std::sscanf(line.c_str(), "f %zu/%zu/%zu %zu/%zu/%zu %zu/%zu/%zu", &v[0], &t[0], &n[0], &v[1], &t[1], &n[1],
                                  &v[2], &t[2], &n[2])
                    : std::sscanf(line.c_str(), "f %zu//%zu %zu//%zu %zu//%zu", &v[0], &n[0], &v[1], &n[1], &v[2], &n[2]);
        ASSERT_EQ(read, has_uvs ? 9 : 6) << line;
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_LE(n[i], 48U);
            EXPECT_LE(t[i], 24U);
        }
        body.triangles.push_back({v[0] - 1, v[1] - 1, v[2] - 1});
    }
    EXPECT_EQ(rows["v"], 48U);
    EXPECT_EQ(rows["vt"], 24U);
    EXPECT_EQ(rows["vn"], 48U);
    EXPECT_EQ(rows["f"], 24U);
    EXPECT_EQ(bounds(body), (std::pair<Point, Point>{{-1, -2, -2}, {12, 2, 2}}));
    EXPECT_TRUE(is_closed(body));
}

TEST(ConvertGlb, PlyHasWhatEveryPartHas) {
    const std::string ply = converted(Format::Ply);
    const std::size_t head = ply.find("end_header\n") + 11;
    for (const char* line : {"ply\nformat binary_little_endian 1.0\n", "element vertex 48\n", "element face 24\n",
                             "property float nx\n", "property uchar red\n"})
        EXPECT_NE(ply.find(line), std::string::npos) << line;
    EXPECT_EQ(ply.find("property float s\n"), std::string::npos) << "one part has none";
    constexpr std::size_t kVertex = 6 * 4 + 4, kFace = 1 + 3 * 4;
    ASSERT_EQ(ply.size(), head + 48 * kVertex + 24 * kFace);
    Body body;
    for (std::size_t i = 0; i < 48; ++i) {
        const std::size_t at = head + i * kVertex;
        body.points.push_back({float_at(ply, at), float_at(ply, at + 4), float_at(ply, at + 8)});
        EXPECT_EQ(static_cast<std::uint8_t>(ply[at + 24]), 255);
        EXPECT_EQ(static_cast<std::uint8_t>(ply[at + 25]), i < 24 ? 255 : 0) << "the second is red";
    }
    for (std::size_t i = 0; i < 24; ++i) {
        const std::size_t at = head + 48 * kVertex + i * kFace;
        ASSERT_EQ(ply[at], 3);
        std::array<std::uint32_t, 3> t = {};
        std::memcpy(t.data(), ply.data() + at + 1, sizeof t);
        body.triangles.push_back({t[0], t[1], t[2]});
    }
    EXPECT_TRUE(is_closed(body));
    EXPECT_EQ(bounds(body), (std::pair<Point, Point>{{-1, -2, -2}, {12, 2, 2}}));
}

TEST(ConvertGlb, TheSameModelGivesTheSameBytes) {
    for (const FormatInfo& row : kFormats) EXPECT_EQ(converted(row.format), converted(row.format)) << row.name;
}

TEST(ConvertGlb, MirroredPartsStillLookOutwards) {
    glb::Scene mirrored = scene();
    mirrored.instances.resize(1);
    mirrored.instances[0].world_from_mesh[0] = -1;
    const std::string stl = converted(Format::Stl, mirrored);
    Body body;
    for (std::size_t at = 84; at < stl.size(); at += 50) {
        const std::size_t first = body.points.size();
        for (std::size_t c = 12; c < 48; c += 12)
            body.points.push_back({float_at(stl, at + c), float_at(stl, at + c + 4), float_at(stl, at + c + 8)});
        body.triangles.push_back({first, first + 1, first + 2});
    }
    EXPECT_NEAR(volume6(body) / 6e9, 8, 1e-3);
}

TEST(ConvertGlb, DamagedModelsAreRefusedInWords) {
    const Bytes glb = glb::write_glb(scene());
    for (std::size_t size = 0; size < glb.size(); size += size < 200 ? 1 : 97) {
        const Bytes part(glb.begin(), glb.begin() + static_cast<std::ptrdiff_t>(size));
        const Result<std::string> out = convert_glb(part, Format::Stl, "a");
        ASSERT_FALSE(out.ok()) << size;
        EXPECT_EQ(out.error().code, ErrorCode::ModelInvalid);
    }
}

TEST(ConvertGlb, TooLargeModelsAreRefusedBeforeTheyAreMade) {
    glb::Scene many = scene();
    many.instances.assign(1'000, glb::Instance(many.instances[0]));
    const Bytes glb = glb::write_glb(many);
    Limits limits;
    limits.max_triangles = 11'999;
    EXPECT_EQ(convert_glb(glb, Format::Ply, "a", limits).error().code, ErrorCode::PayloadTooLarge);
    limits.max_triangles = 12'000;
    EXPECT_TRUE(convert_glb(glb, Format::Ply, "a", limits).ok());
    limits.max_glb_bytes = glb.size() - 1;
    EXPECT_EQ(convert_glb(glb, Format::Ply, "a", limits).error().code, ErrorCode::PayloadTooLarge);
}

TEST(ConvertGlb, AnEmptySceneGivesAnEmptyModel) {
    const std::string stl = converted(Format::Stl, glb::Scene{});
    EXPECT_EQ(stl.size(), 84U);
}

TEST(ConvertGlb, FormatsAreFoundByName) {
    for (const FormatInfo& row : kFormats) EXPECT_EQ(find_format(row.name), &row);
    for (const char* name : {"", "glb", "OBJ", "fbx"}) EXPECT_EQ(find_format(name), nullptr) << name;
}

}  // namespace
}  // namespace i2m::exporting
