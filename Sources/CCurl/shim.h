// The checks of types are macros around functions that take anything.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Swift calls no C function with a varying number of arguments.

static inline CURLcode curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*curl_bytes_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode curl_set_bytes_function(
    CURL *handle, CURLoption option, curl_bytes_function function) {
  return curl_easy_setopt(handle, option, function);
}

static inline CURLcode curl_set_progress_function(CURL *handle, curl_xferinfo_callback function) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode curl_set_connection_function(CURL *handle, curl_prereq_callback function) {
  return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, function);
}

static inline long curl_number(CURL *handle, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

// Null when there is none; belongs to the handle.
static inline const char *curl_text(CURL *handle, CURLINFO info) {
  char *value = 0;
  return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

// Whether the library could be made ready.
static inline int curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }
