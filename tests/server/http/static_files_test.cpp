// static_files_test.cpp - the page's files, their packed copies and their caching.
#include "server/http/static_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "server/http/page_policy.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) {
        fs::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
    }
    Response get(const std::string& path, const std::string& accept_encoding = "", const std::string& etag = "") {
        Request request;
        request.method = "GET";
        request.path = path;
        if (!accept_encoding.empty()) request.headers.add("Accept-Encoding", accept_encoding);
        if (!etag.empty()) request.headers.add("If-None-Match", etag);
        return files_.answer(request);
    }
    std::string content(const Response& response) {
        if (!response.source) return response.body;
        std::string out(response.source->length, '\0');
        const std::size_t count = response.source->source->read(0, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
        out.resize(count);
        return out;
    }

    test::TempFolder folder_;
    StaticFiles files_{folder_.path().string()};
};

TEST(PageBelow, PutsThePrefixWhereAddressesBegin) {
    const struct {
        const char* name;
        const char* html;
        const char* want;
    } cases[] = {
        {"the page's own base", R"(<meta name="i2m-base" content="">)", R"(<meta name="i2m-base" content="/tools/i2m">)"},
        {"links and sources", R"(<link href="/a.css"><script src="/b.js"></script>)",
         R"(<link href="/tools/i2m/a.css"><script src="/tools/i2m/b.js"></script>)"},
        {"foreign and relative ones stay", R"(<a href="https://example.org/x"><a href="x"><a href="#x">)",
         R"(<a href="https://example.org/x"><a href="x"><a href="#x">)"},
        {"nothing", "", ""},
    };
    for (const auto& row : cases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(page_below(row.html, "/tools/i2m"), row.want);
    }
}

TEST_F(StaticFilesTest, BelowABasePathThePageCarriesIt) {
    write("index.html", R"(<meta name="i2m-base" content=""><script src="/boot.js"></script>)");
    write("index.html.br", "packed without the prefix");
    StaticFiles files{folder_.path().string(), "/tools/i2m"};
    Request request;
    request.method = "GET";
    request.path = "/upload";
    request.headers.add("Accept-Encoding", "br");
    const Response page = files.answer(request);
    EXPECT_EQ(page.body, R"(<meta name="i2m-base" content="/tools/i2m"><script src="/tools/i2m/boot.js"></script>)");
    EXPECT_FALSE(page.headers.has("Content-Encoding"));
    request.headers.add("If-None-Match", std::string(page.headers.get("ETag")));
    EXPECT_EQ(files.answer(request).status, 304);
}

TEST_F(StaticFilesTest, BelowABasePathThePageOfTheApiCarriesItToo) {
    write("index.html", "page");
    write("docs.html", R"(<meta name="i2m-base" content=""><link href="/a.css">)");
    StaticFiles files{folder_.path().string(), "/tools/i2m"};
    Request request;
    request.method = "GET";
    for (const char* path : {"/docs", "/docs/", "/docs.html"}) {
        request.path = path;
        const Response page = files.answer(request);
        EXPECT_EQ(page.body, R"(<meta name="i2m-base" content="/tools/i2m"><link href="/tools/i2m/a.css">)") << path;
        EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
        EXPECT_TRUE(page.headers.get("Content-Security-Policy").starts_with("default-src 'none'"));
    }
}

TEST_F(StaticFilesTest, PathsAndWhatTheyGive) {
    write("index.html", "<html>page</html>");
    write("docs.html", "<html>docs</html>");
    write("assets/app-0123456789.mjs", "code");
    write("assets/plain.mjs", "plain");
    write("assets/app-0123456789.wasm", "wasm");
    write("favicon.ico", "icon");
    fs::create_symlink("/etc/passwd", folder_.path() / "link.txt");
    const struct {
        const char* name;
        const char* path;
        int status;
        const char* type;
        const char* cache;
        const char* content;
    } cases[] = {
        {"the page", "/", 200, "text/html; charset=utf-8", "no-cache", "<html>page</html>"},
        {"by its name", "/index.html", 200, "text/html; charset=utf-8", "no-cache", "<html>page</html>"},
        {"a view", "/upload", 200, "text/html; charset=utf-8", "no-cache", "<html>page</html>"},
        {"a view with a slash", "/upload/", 200, "text/html; charset=utf-8", "no-cache", "<html>page</html>"},
        {"a view of a job", "/results/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f", 200, "text/html; charset=utf-8", "no-cache",
         "<html>page</html>"},
        {"deep in dev", "/dev/gallery/buttons", 200, "text/html; charset=utf-8", "no-cache", "<html>page</html>"},
        {"the API's page", "/docs", 200, "text/html; charset=utf-8", "no-cache", "<html>docs</html>"},
        {"the API's page with a slash", "/docs/", 200, "text/html; charset=utf-8", "no-cache", "<html>docs</html>"},
        {"below the API's page", "/docs/x", 404, "application/json", "no-store", nullptr},
        {"script with a hash", "/assets/app-0123456789.mjs", 200, "text/javascript; charset=utf-8",
         "public, max-age=31536000, immutable", "code"},
        {"script without", "/assets/plain.mjs", 200, "text/javascript; charset=utf-8", "no-cache", "plain"},
        {"WASM", "/assets/app-0123456789.wasm", 200, "application/wasm", "public, max-age=31536000, immutable", "wasm"},
        {"escaped path", "/%66avicon.ico", 200, "image/x-icon", "no-cache", "icon"},
        {"a folder", "/assets", 404, "application/json", "no-store", nullptr},
        {"unknown", "/uploads", 404, "application/json", "no-store", nullptr},
        {"a view's beginning", "/uploadx", 404, "application/json", "no-store", nullptr},
        {"out of the folder", "/../index.html", 404, "application/json", "no-store", nullptr},
        {"out of the folder, escaped", "/%2e%2e/%2e%2e/etc/passwd", 404, "application/json", "no-store", nullptr},
        {"a link out of the folder", "/link.txt", 404, "application/json", "no-store", nullptr},
        {"a NUL in the path", "/index.html%00.txt", 404, "application/json", "no-store", nullptr},
        {"a broken escape", "/%zz", 400, "application/json", "no-store", nullptr},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Response response = get(c.path);
        EXPECT_EQ(response.status, c.status);
        EXPECT_EQ(response.headers.get("Content-Type"), c.type);
        EXPECT_EQ(response.headers.get("Cache-Control"), c.cache);
        if (c.content != nullptr) {
            EXPECT_EQ(content(response), c.content);
        }
    }
}

TEST_F(StaticFilesTest, PackedCopiesGoToThoseWhoTakeThem) {
    write("index.html", "plain");
    write("index.html.br", "brotli");
    write("index.html.gz", "gzip");
    write("only.css", "css");
    const struct {
        const char* name;
        const char* path;
        const char* accepts;
        const char* content;
        const char* coding;
    } cases[] = {
        {"nothing", "/", "", "plain", ""},
        {"browser", "/", "gzip, deflate, br, zstd", "brotli", "br"},
        {"older browser", "/", "gzip, deflate", "gzip", "gzip"},
        {"refuses brotli by weight", "/", "br;q=0, gzip;q=0.5", "gzip", "gzip"},
        {"refuses all", "/", "br;q=0.0, gzip;q=0", "plain", ""},
        {"another word", "/", "brotli", "plain", ""},
        {"any case", "/", "BR", "brotli", "br"},
        {"no packed copy", "/only.css", "br", "css", ""},
        {"the packed copy has no address of its own", "/index.html.br", "", nullptr, ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Response response = get(c.path, c.accepts);
        EXPECT_EQ(response.status, c.content == nullptr ? 404 : 200);
        EXPECT_EQ(response.headers.get("Content-Encoding"), c.coding);
        if (c.content != nullptr) {
            EXPECT_EQ(content(response), c.content);
        }
    }
}

TEST_F(StaticFilesTest, ValidatorsDifferByCodingAndAnswer304) {
    write("index.html", "plain");
    write("index.html.br", "brotli");
    const std::string plain(get("/").headers.get("ETag"));
    const std::string packed(get("/", "br").headers.get("ETag"));
    EXPECT_NE(plain, packed);
    EXPECT_EQ(get("/", "", plain).status, 304);
    EXPECT_EQ(get("/", "br", packed).status, 304);
    EXPECT_EQ(get("/", "br", plain).status, 200);
}

TEST_F(StaticFilesTest, ANewBuildIsSeenWithoutARestart) {
    EXPECT_EQ(get("/").status, 503);
    EXPECT_NE(get("/").body.find("make build"), std::string::npos);
    write("index.html", "one");
    EXPECT_EQ(content(get("/")), "one");
    write("assets/new.css", "css");
    write("index.html.tmp", "two");
    fs::rename(folder_.path() / "index.html.tmp", folder_.path() / "index.html");
    EXPECT_EQ(content(get("/")), "two");
    EXPECT_EQ(content(get("/assets/new.css")), "css");
}

TEST(PagePolicy, InlinePartsAreAllowedByTheirHash) {
    // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    const std::string policy = page_policy("<style>a{}</style><script src=\"x.js\"></script><script>alert(1)</script>");
    EXPECT_NE(policy.find("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe-inline"), std::string::npos);
    EXPECT_EQ(policy.find("'unsafe-eval'"), std::string::npos);
    EXPECT_NE(policy.find("'wasm-unsafe-eval'"), std::string::npos);
    EXPECT_EQ(page_policy("<script>never closed").find("sha256"), std::string::npos);
}

}  // namespace
}  // namespace i2m::http
