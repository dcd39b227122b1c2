// glibc's knobs for its allocator; other systems have none.
#if defined(__linux__)
#include <malloc.h>
#endif
