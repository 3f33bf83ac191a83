// inbox.cpp - the machinery of the variant that a message is.
#include "client/app/inbox.hpp"

namespace i2m::client {

Message::Message(const Message& other) = default;
Message::Message(Message&& other) noexcept = default;
Message& Message::operator=(const Message& other) = default;
Message& Message::operator=(Message&& other) noexcept = default;
Message::~Message() = default;

}  // namespace i2m::client
