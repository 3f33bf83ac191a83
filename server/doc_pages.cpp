// doc_pages.cpp - Markdown around the tables of errors and settings.
#include "server/doc_pages.hpp"

#include "server/config.hpp"
#include "shared/base/error_table.hpp"

namespace i2m {

std::string errors_page() {
    std::string out =
        "# Errors\n\n"
        "Written by `gen_docs` from `shared/base/error.cpp`; change the table, not this page.\n\n"
        "Every error answer of the API has the same shape. Programs read `error_code`, people read `message`, which is often "
        "more\n"
        "exact than the words below. `request_id` is also in the header `X-Request-Id` and in the server's log.\n\n"
        "```\n"
        "{\"error\":true,\"error_code\":\"JOB_NOT_FOUND\",\"message\":\"There is no such job. It may have been deleted.\",\n"
        " \"status_code\":404,\"details\":{},\"request_id\":\"9f3c1a7e5b20-17\"}\n"
        "```\n\n"
        "*Again?* tells whether the same file, unchanged, may work later (`is_retryable`); the next step is `next_step` of a "
        "failed\n"
        "file.\n\n"
        "| error_code | HTTP status | words | next step | again? |\n| --- | --- | --- | --- | --- |\n";
    for (const ErrorInfo& row : error_table()) {
        out += "| `" + std::string(row.wire_name) + "` | " + std::to_string(row.http_status) + " | " + std::string(row.words) +
               " | " + std::string(row.next_step) + " | " + (row.is_retryable ? "yes" : "no") + " |\n";
    }
    return out;
}

std::string configuration_page() {
    return "# Configuration\n\n"
           "Written by `gen_docs` from `server/config.cpp`; change the table, not this page.\n\n"
           "A flag is stronger than an environment variable, that than the JSON file named by `--config FILE` (or `I2M_CONFIG`), "
           "that\n"
           "than the default. Keys of the file are the flags without their dashes. Lists are separated by commas. A bad value "
           "stops the\n"
           "start with every problem listed; `image2model --print-config` shows the outcome with secrets masked.\n\n" +
           settings_as_markdown();
}

}  // namespace i2m
