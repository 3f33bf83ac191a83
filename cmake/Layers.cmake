# Our libraries, one per layer. What a layer may include is checked by tools/check_layers.py.
i2m_glob(shared_sources shared)
if(I2M_SANITIZE MATCHES "thread")
  # What is not watched there (cmake/Options.cmake), and optimised instead.
  i2m_glob(shared_sources shared NOT "^shared/(draft|export|glb|image|zip)/")
  foreach(folder draft export glb image zip)
    i2m_glob(found shared/${folder})
    list(APPEND own_data_sources ${found})
  endforeach()
  add_library(i2m_own_data OBJECT ${own_data_sources})
  target_include_directories(i2m_own_data PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(i2m_own_data PRIVATE i2m_flags i2m_warnings nlohmann_json tinygltf stb)
  i2m_group(i2m_own_data)
  foreach(target i2m_own_data tinygltf)
    set_target_properties(${target} PROPERTIES I2M_HAS_OWN_DATA ON)
    target_compile_options(${target} PRIVATE -O2)
  endforeach()
  list(APPEND shared_sources $<TARGET_OBJECTS:i2m_own_data>)
endif()
i2m_library(i2m_shared ${shared_sources})
i2m_link(i2m_shared PRIVATE nlohmann_json tinygltf stb)
# The draft engine is loops over pixels: at -O3 they vectorise, also in the page, whose other code is built for size
# (emcc turns inlining off wherever -Os stands in the flags; without it a draft in the page takes seven times as long).
if(NOT I2M_SANITIZE AND NOT I2M_COVERAGE)
  i2m_glob(draft_sources shared/draft)
  set_source_files_properties(${draft_sources} PROPERTIES COMPILE_OPTIONS "-O3;-finline-functions" SKIP_PRECOMPILE_HEADERS ON)
endif()

i2m_glob(client_sources client NOT "/(web|gl)/" "^client/main[^/]*\\.cpp$")
i2m_library(i2m_client ${client_sources})
i2m_link(i2m_client PUBLIC i2m_shared imgui)
# Each page draws its own head, tiles and ways of a desktop and a phone, under the same names.
i2m_glob(page_sources client/ui/pages)
set_source_files_properties(${page_sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

if(NOT EMSCRIPTEN)
  i2m_glob(server_sources server NOT "^server/main\\.cpp$")
  i2m_library(i2m_server ${server_sources})
  i2m_link(i2m_server PUBLIC i2m_shared
    PRIVATE httplib sqlitecpp CURL::libcurl OpenSSL::Crypto PkgConfig::LIBZIP CLI11::CLI11 prometheus-cpp::core ZLIB::ZLIB Threads::Threads)
endif()
# A null pointer that is followed ends the program under AddressSanitizer too, and the bytes of files, where alignment matters,
# are read in shared/, which keeps these checks.
if(I2M_SANITIZE MATCHES "undefined")
  foreach(layer i2m_client i2m_server)
    if(TARGET ${layer})
      set_target_properties(${layer} PROPERTIES I2M_TRUSTS_POINTERS ON)
    endif()
  endforeach()
endif()
