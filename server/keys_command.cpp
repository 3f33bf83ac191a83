// keys_command.cpp - keys for people and scripts, from the command line.
#include "server/keys_command.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "server/access/keyring.hpp"
#include "server/access/stored_audit.hpp"
#include "server/core/iso_time.hpp"
#include "server/core/log.hpp"
#include "server/platform/random_ids.hpp"
#include "server/platform/system_clock.hpp"
#include "server/sqlite/stores.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kMaxNameBytes = 80;
constexpr std::size_t kMaxKeys = 1'000;  // each request is compared with all of them

/// What goes wrong beside the command's own work.
class Troubles final : public Log {
public:
    [[nodiscard]] bool is_on(LogLevel level) const override { return level >= LogLevel::Warning; }
    void write(LogLevel, std::string_view event, json::Object fields) override {
        text += std::string(event) + ": " + json::dump(std::move(fields)) + "\n";
    }
    std::string text;
};

class KeysRun {
public:
    explicit KeysRun(const std::filesystem::path& database)
        : store_(open_access_store_for_command(database)), audit_(*store_, clock_, troubles_) {}

    CommandOutcome add(const KeysCommand& command) {
        const bool is_named = !command.name.empty() && command.name.size() <= kMaxNameBytes && is_utf8(command.name) &&
                              clean_file_name(command.name) == command.name;
        if (!is_named) return refused("A key's name has 1 to 80 bytes of text without slashes and control characters.");
        const std::vector<KeyRecord> keys = store_->keys();
        if (keys.size() >= kMaxKeys) return refused("There are " + std::to_string(kMaxKeys) + " keys already.");
        std::string owner;
        if (!command.replaces.empty()) {
            const std::optional<std::string> found = owner_of(keys, command.replaces);
            if (!found) return refused("There is no key with the id " + command.replaces + ". See image2model keys list.");
            owner = *found;
        }
        const Role role = command.is_admin ? Role::Admin : Role::User;
        const access::NewKey made = access::make_key(command.name, role, owner, ids_, clock_.now());
        if (const Result<void> added = store_->add_key(made.record); !added) return refused(added.error().message);
        audit_.note(person(), "keys.add", made.record.id, {{"name", command.name}, {"role", role_name(role)}});
        return {0, "Key (shown once): " + made.text + "\nId: " + made.record.id + "\n", troubles_.text};
    }

    CommandOutcome list() const {
        std::string out = "id                role   made                      state    name\n";
        for (const KeyRecord& key : store_->keys()) {
            std::string role(role_name(key.role));
            role.resize(5, ' ');
            out += key.id + "  " + role + "  " + iso_utc(key.created_at) + "  " + (key.revoked_at ? "revoked" : "valid  ") +
                   "  " + key.name + (key.owner == key.id ? "" : " (jobs of " + key.owner + ")") + "\n";
        }
        return {0, out, ""};
    }

    CommandOutcome revoke(const KeysCommand& command) {
        if (const Result<void> revoked = store_->revoke_key(command.id, clock_.now()); !revoked)
            return refused(revoked.error().message + " See image2model keys list.");
        audit_.note(person(), "keys.revoke", command.id);
        return {0, "Revoked " + command.id + ". A running server refuses it within a second.\n", troubles_.text};
    }

private:
    static CommandOutcome refused(const std::string& words) { return {1, "", words + "\n"}; }
    static Caller person() { return {Role::Admin, "command-line", "command line", std::string(kAdminOwner)}; }

    /// Also of the configured user key, whose id is its owner's name.
    static std::optional<std::string> owner_of(const std::vector<KeyRecord>& keys, const std::string& id) {
        if (id == kUserOwner) return id;
        const auto found = std::find_if(keys.begin(), keys.end(), [&](const KeyRecord& key) { return key.id == id; });
        return found == keys.end() ? std::nullopt : std::optional(found->owner);
    }

    SystemClock clock_;
    RandomIds ids_;
    std::unique_ptr<AccessStore> store_;
    Troubles troubles_;
    access::StoredAudit audit_;
};

}  // namespace

CommandOutcome run_keys_command(const Config& config, const KeysCommand& command) {
    std::filesystem::create_directories(config.data_dir);
    KeysRun run(std::filesystem::path(config.data_dir) / "image2model.db");
    switch (command.what) {
        case KeysCommand::What::Add: return run.add(command);
        case KeysCommand::What::Revoke: return run.revoke(command);
        case KeysCommand::What::List: break;
    }
    return run.list();
}

}  // namespace i2m
