// redaction.hpp - takes out of log lines what nobody may read there: keys, credentials, signatures of links, data URIs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/json/value.hpp"

namespace i2m {

/// What is known to be secret is found wherever it stands; the rest by its shape: `Bearer ...`, `Authorization: ...`, `Cookie: ...`,
/// `?sig=...`, `data:...`, and members called like a credential. Text is also cut at 4 000 bytes.
class Redactor {
public:
    /// Values under 4 characters are not looked for: they would blot out ordinary words.
    explicit Redactor(std::vector<std::string> secrets = {});
    /// A further secret. Before the first line is written by another thread.
    void add(std::string secret);

    [[nodiscard]] std::string text(std::string_view text) const;
    /// The members of a line, nested ones too.
    void fields(json::Object& fields) const;

private:
    void value(json::Value& value) const;

    std::vector<std::string> secrets_;  ///< longest first
};

}  // namespace i2m
