// zip_builder.cpp - local headers, then the list of files, then the end record (APPNOTE 6.3).
#include "tests/support/zip_builder.hpp"

#include <zlib.h>

#include <sys/types.h>

namespace i2m::test {
namespace {

void put16(std::string& out, std::size_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
}
void put32(std::string& out, std::size_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16 & 0xFFFF);
}

std::string deflated(const std::string& content) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string make_zip(const std::vector<ZipFile>& files, const std::string& comment) {
    std::string out;
    std::string list;
    for (const ZipFile& file : files) {
        const std::string packed = file.is_deflated ? deflated(file.content) : file.content;
        std::string both;  // what the local header and the list share
        put16(both, 20);
        put16(both, 0);
        put16(both, file.is_deflated ? 8 : 0);
        put32(both, 0);
        put32(both, crc32_z(0, reinterpret_cast<const Bytef*>(file.content.data()), file.content.size()));
        put32(both, packed.size());
        put32(both, file.content.size());
        put16(both, file.name.size());
        put16(both, 0);
        list += "PK\x01\x02";
        put16(list, 20);
        list += both;
        put16(list, 0);
        put16(list, 0);
        put16(list, 0);
        put32(list, 0);
        put32(list, out.size());
        list += file.name;
        out += "PK\x03\x04" + both + file.name + packed;
    }
    const std::size_t list_at = out.size();
    out += list;
    out += std::string("PK\x05\x06") + std::string(4, '\0');
    put16(out, files.size());
    put16(out, files.size());
    put32(out, list.size());
    put32(out, list_at);
    put16(out, comment.size());
    return out + comment;
}

}  // namespace i2m::test
