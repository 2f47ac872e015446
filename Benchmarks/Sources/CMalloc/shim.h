// The module of the system's C library leaves this header out.
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
