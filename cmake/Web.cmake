# The page's WASM modules:
#   app.mjs, app.wasm        client/main_web.cpp and every file of client/**/web/ and client/**/gl/
#   worker.mjs, worker.wasm  client/platform/web/worker_main.cpp over shared/ alone: checks and drafts off the main thread
# Their JavaScript side lies in web/ and is bundled with them by tools/package_web.py (target `page`).

# What JavaScript may call: functions marked EMSCRIPTEN_KEEPALIVE, and these.
set(web_link_options
  -sMODULARIZE -sEXPORT_ES6          # .mjs; Debian's emscripten cannot emit .html
  -sALLOW_MEMORY_GROWTH
  -sFILESYSTEM=0
  -sEXPORTED_RUNTIME_METHODS=UTF8ToString,stringToUTF8,lengthBytesUTF8
  $<$<CONFIG:Debug>:-sASSERTIONS=1>)

# What is measured in milliseconds (image checks, vertices, faces; so is the draft, see Layers.cmake) is built for speed,
# everything else for the bytes of the first load. emcc turns inlining off wherever -Os or -Oz stands in the flags;
# without it loops take several times as long.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  foreach(folder shared/image shared/mesh)
    i2m_glob(fast_sources ${folder})
    set_source_files_properties(${fast_sources} PROPERTIES COMPILE_OPTIONS "-O3;-finline-functions")
  endforeach()
  foreach(file accessor data_uri normals read_meshes scene transform write_buffers)
    set_source_files_properties(${CMAKE_SOURCE_DIR}/shared/glb/${file}.cpp PROPERTIES COMPILE_OPTIONS "-O3;-finline-functions")
  endforeach()
endif()

# A second round of the optimiser after the link finds one percent more to leave out: 3 KB of the first load.
find_program(I2M_WASM_OPT wasm-opt)
function(i2m_squeeze module)
  if(I2M_WASM_OPT AND CMAKE_BUILD_TYPE STREQUAL "Release")
    set(wasm $<TARGET_FILE_DIR:${module}>/${module}.wasm)
    add_custom_command(TARGET ${module} POST_BUILD
      COMMAND ${I2M_WASM_OPT} -Os --enable-simd --enable-exception-handling ${wasm} -o ${wasm}
      COMMENT "Squeezing ${module}.wasm" VERBATIM)
  endif()
endfunction()

i2m_glob(web_sources client)
list(FILTER web_sources INCLUDE REGEX "/client/(.*/)?(web|gl)/")   # from client/ on: the tree itself may lie in a folder named web
list(FILTER web_sources EXCLUDE REGEX "/worker_main\\.cpp$")
if(EXISTS ${CMAKE_SOURCE_DIR}/client/main_web.cpp)
  i2m_program(app client/main_web.cpp ${web_sources})
  target_link_libraries(app PRIVATE i2m_client i2m_shared imgui_opengl3)
  target_link_options(app PRIVATE ${web_link_options} -sENVIRONMENT=web -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
    -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0   # asking for all of them holds the start for 40 ms; the viewer asks for its one
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free)
  set_target_properties(app PROPERTIES SUFFIX .mjs)
  i2m_squeeze(app)
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/client/platform/web/worker_main.cpp)
  i2m_program(worker client/platform/web/worker_main.cpp)
  target_link_libraries(worker PRIVATE i2m_shared)
  target_link_options(worker PRIVATE ${web_link_options} -sENVIRONMENT=worker -sEXPORTED_FUNCTIONS=_malloc,_free --no-entry)
  set_target_properties(worker PROPERTIES SUFFIX .mjs)
endif()

# The page as the server sends it: build/release/web from preset wasm, build/dev/web from wasm-dev.
if(EXISTS ${CMAKE_SOURCE_DIR}/web/index.html AND TARGET app)
  set(page_folder ${CMAKE_SOURCE_DIR}/build/release/web)
  set(page_options)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    set(page_folder ${CMAKE_SOURCE_DIR}/build/dev/web)
    set(page_options --dev)
  endif()
  file(GLOB_RECURSE web_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
  set(page_modules $<TARGET_FILE:app>)
  if(TARGET worker)
    list(APPEND page_modules $<TARGET_FILE:worker>)
  endif()
  add_custom_command(OUTPUT ${page_folder}/asset-manifest.json
    COMMAND node ${CMAKE_SOURCE_DIR}/tools/package_web.mjs --web ${CMAKE_SOURCE_DIR}/web --wasm ${CMAKE_BINARY_DIR}/bin
      --fonts ${I2M_FONT_DIR} --out ${page_folder} ${page_options}
    COMMAND ${CMAKE_COMMAND} -E touch ${page_folder}/asset-manifest.json
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/package_web.mjs ${web_files} ${page_modules} ${fonts}
    COMMENT "Packing the page into ${page_folder}" VERBATIM)
  add_custom_target(page ALL DEPENDS ${page_folder}/asset-manifest.json)
  add_dependencies(page fonts)
else()
  add_custom_target(page)
endif()

# The draft engine's benchmark as WASM, for node: cmake --build --preset wasm --target bench_draft.
if(EXISTS ${CMAKE_SOURCE_DIR}/bench/draft.cpp)
  i2m_program(bench_draft bench/draft.cpp)
  target_link_libraries(bench_draft PRIVATE i2m_shared)
  target_link_options(bench_draft PRIVATE -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH -sENVIRONMENT=node
    -sEXPORTED_FUNCTIONS=_main,_i2m_bench_draft)
  set_target_properties(bench_draft PROPERTIES SUFFIX .cjs EXCLUDE_FROM_ALL ON)
endif()
