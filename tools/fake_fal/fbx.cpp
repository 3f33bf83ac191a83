// fbx.cpp - binary FBX: nested records, each with the offset of its end.
#include <cstdint>
#include <cstring>
#include <vector>

#include "tools/fake_fal/formats.hpp"

namespace i2m::fake {
namespace {

constexpr std::size_t kRecordHead = 13;  // three 32-bit numbers and the length of the name; all zero ends a list

template <class T>
void put(std::string& out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);  // little-endian, as every machine that builds this
    out.append(bytes, sizeof value);
}

/// A record under construction.
struct Record {
    std::string name;
    std::string properties = {};
    std::uint32_t property_count = 0;
    std::vector<Record> children = {};

    Record& text(std::string_view value) {
        properties += 'S';
        put(properties, static_cast<std::uint32_t>(value.size()));
        properties += value;
        ++property_count;
        return *this;
    }
    Record& number(std::int32_t value) {
        properties += 'I';
        put(properties, value);
        ++property_count;
        return *this;
    }
    Record& id(std::int64_t value) {
        properties += 'L';
        put(properties, value);
        ++property_count;
        return *this;
    }
    template <class T>
    Record& array(char kind, const std::vector<T>& values) {
        properties += kind;
        put(properties, static_cast<std::uint32_t>(values.size()));
        put(properties, std::uint32_t{0});  // not compressed
        put(properties, static_cast<std::uint32_t>(values.size() * sizeof(T)));
        for (const T value : values) put(properties, value);
        ++property_count;
        return *this;
    }
    Record& add(Record child) { return children.emplace_back(std::move(child)); }
};

void write(std::string& out, const Record& record) {
    const std::size_t start = out.size();
    put(out, std::uint32_t{0});  // its end, filled in below
    put(out, record.property_count);
    put(out, static_cast<std::uint32_t>(record.properties.size()));
    out += static_cast<char>(record.name.size());
    out += record.name + record.properties;
    for (const Record& child : record.children) write(out, child);
    if (!record.children.empty()) out.append(kRecordHead, '\0');
    const auto end = static_cast<std::uint32_t>(out.size());
    std::memcpy(out.data() + start, &end, sizeof end);
}

/// What readers look for behind the records: a mark, padding to 16 bytes, the version once more, zeros, another mark.
void write_footer(std::string& out, std::int32_t version) {
    constexpr std::string_view kMark = "\xfa\xbc\xab\x09\xd0\xc8\xd4\x66\xb1\x76\xfb\x83\x1c\xf7\x26\x7e";
    constexpr std::string_view kEnd = "\xf8\x5a\x8c\x6a\xde\xf5\xd9\x7e\xec\xe9\x0c\xe3\x75\x8f\x29\x0b";
    out += kMark;
    out.append(16 - out.size() % 16, '\0');
    put(out, std::int32_t{0});
    put(out, version);
    out.append(120, '\0');
    out += kEnd;
}

Record geometry(const glb::Primitive& primitive, std::int64_t id) {
    Record out{"Geometry"};
    out.id(id).text(std::string("mesh\0\x01Geometry", 14)).text("Mesh");
    std::vector<double> points;
    for (const auto& position : primitive.positions) points.insert(points.end(), position.begin(), position.end());
    std::vector<std::int32_t> corners;
    for (std::size_t i = 0; i < primitive.indices.size(); ++i) {
        const auto index = static_cast<std::int32_t>(primitive.indices[i]);
        corners.push_back(i % 3 == 2 ? ~index : index);  // the last corner of a polygon is written as its complement
    }
    out.add({"Vertices"}).array('d', points);
    out.add({"PolygonVertexIndex"}).array('i', corners);
    return out;
}

}  // namespace

std::string write_fbx(const glb::Scene& scene) {
    constexpr std::int32_t kVersion = 7'400;
    Record header{"FBXHeaderExtension"};
    header.add({"FBXVersion"}).number(kVersion);
    header.add({"Creator"}).text("image2model");
    Record objects{"Objects"};
    Record connections{"Connections"};
    std::int64_t id = 1'000;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& primitive : mesh.primitives) {
            const std::int64_t geometry_id = ++id;
            const std::int64_t model_id = ++id;
            objects.add(geometry(primitive, geometry_id));
            objects.add({"Model"}).id(model_id).text(std::string("mesh\0\x01Model", 11)).text("Mesh");
            connections.add({"C"}).text("OO").id(model_id).id(0);
            connections.add({"C"}).text("OO").id(geometry_id).id(model_id);
        }
    }
    std::string out("Kaydara FBX Binary  \0\x1a\0", 23);
    put(out, kVersion);
    for (const Record* const record : {&header, &objects, &connections}) write(out, *record);
    out.append(kRecordHead, '\0');
    write_footer(out, kVersion);
    return out;
}

}  // namespace i2m::fake
