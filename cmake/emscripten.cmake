# Toolchain file of the WASM presets: finds the installed emscripten and hands over to its own platform file.
find_program(I2M_EMXX em++ REQUIRED)
get_filename_component(emxx ${I2M_EMXX} REALPATH)
get_filename_component(emxx_folder ${emxx} DIRECTORY)
foreach(root ${emxx_folder} ${emxx_folder}/../share/emscripten /usr/share/emscripten)
  if(EXISTS ${root}/cmake/Modules/Platform/Emscripten.cmake)
    include(${root}/cmake/Modules/Platform/Emscripten.cmake)
    break()
  endif()
endforeach()
if(NOT EMSCRIPTEN_ROOT_PATH)
  message(FATAL_ERROR "em++ is here (${I2M_EMXX}) but its cmake/Modules/Platform/Emscripten.cmake is not")
endif()

# Debian keeps acorn, which emcc runs at every optimised link, where node does not look by itself.
set(CMAKE_C_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_C_LINKER_LAUNCHER})
set(CMAKE_CROSSCOMPILING_EMULATOR node --no-experimental-fetch)
