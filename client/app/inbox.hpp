// inbox.hpp - where transport and platform put what happened; the program reads it once a frame.
#pragma once

#include <utility>
#include <variant>
#include <vector>

#include "client/app/messages.hpp"

namespace i2m::client {

using AnyMessage = std::variant<HttpAnswer, UploadProgress, StreamOpened, StreamEvent, StreamClosed, FileArrived, FileChecked,
                                PictureReady, DraftReady, OutlineReady, DragChanged, UrlChanged, PreferencesChanged,
                                OnlineChanged, PasteRefused, StorageRefused>;
/// One of them; compiled once, like Action.
struct Message : AnyMessage {
    using AnyMessage::AnyMessage;
    Message(const Message& other);
    Message(Message&& other) noexcept;
    Message& operator=(const Message& other);
    Message& operator=(Message&& other) noexcept;
    ~Message();
};

/// Keeps messages in the order they came. Main thread only; who pushes also asks the page for a frame.
class Inbox {
public:
    void push(Message message) { messages_.push_back(std::move(message)); }
    [[nodiscard]] bool empty() const { return messages_.empty(); }
    /// All messages so far; the inbox is empty afterwards.
    [[nodiscard]] std::vector<Message> drain() { return std::exchange(messages_, {}); }

private:
    std::vector<Message> messages_;
};

}  // namespace i2m::client
