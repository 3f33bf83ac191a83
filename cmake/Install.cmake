# `cmake --install build/release --prefix P`: one program, the page beside it, and what there is to read.
#   P/bin/image2model   P/share/image2model/web   P/share/doc/image2model
# The program finds its page relative to itself, so P may be anywhere and may be moved.
include(GNUInstallDirs)

# The page is built by the preset wasm, in a folder of its own; an installation without it would only look whole.
set(page_folder ${CMAKE_SOURCE_DIR}/build/release/web)
install(CODE "
  if(NOT EXISTS \"${page_folder}/index.html\")
    message(FATAL_ERROR \"The page is not built: ${page_folder}/index.html is missing. Run make page, or make install.\")
  endif()")
install(TARGETS image2model RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${page_folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/image2model)
# Laid out as here, so that links from one to another hold.
install(FILES README.md CHANGELOG.md LICENSE compose.yaml compose.caddy.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES assets/LICENSES.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/assets)
install(PROGRAMS tools/deploy DESTINATION ${CMAKE_INSTALL_DOCDIR}/tools)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
