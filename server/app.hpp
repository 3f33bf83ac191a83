// app.hpp - the composition root: the only place that knows concrete types. It constructs; it holds no rule.
#pragma once

#include <memory>
#include <string>

#include "server/config.hpp"

namespace i2m {

class ServerLog;

/// A running server. Construction opens everything, start() begins to serve, destruction stops in reverse order.
class App {
public:
    /// Throws std::runtime_error in words when the data folder cannot be used.
    App(const Config& config, ServerLog& log);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Listens and starts the workers; the address ("http://127.0.0.1:8000"), or why not.
    [[nodiscard]] Result<std::string> start();
    /// Where the administrator's key lies, and the key itself when it was made just now (else "").
    [[nodiscard]] std::string admin_key_file() const;
    [[nodiscard]] std::string new_admin_key() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace i2m
