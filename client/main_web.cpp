// main_web.cpp - makes the program on the page's canvas and hands control back to the browser.
#include "client/platform/web/program.hpp"

int main() {
    static i2m::client::web::Program program("#canvas");
    return 0;
}
