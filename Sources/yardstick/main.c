/* The yardstick of the benchmark: runs libyaml's event loop over files in one thread and discards the events.
   No YAML tool based on libyaml can do less.
       yardstick FOLDER|FILE...     all .yaml files of a folder, in the order of the file system
   Prints the number of files, bytes and events, and the seconds spent on parsing alone. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

static unsigned char *buffer;
static size_t capacity;
static unsigned long files, bytes, events;
static double seconds;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void parse(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) { perror(path); exit(1); }
  size_t size = (size_t)status.st_size;
  if (size + 1 > capacity) {
    capacity = size + 1;
    buffer = realloc(buffer, capacity);
    if (!buffer) { perror("realloc"); exit(1); }
  }
  size_t filled = 0;
  while (filled < size) {
    ssize_t count = read(descriptor, buffer + filled, size - filled);
    if (count <= 0) break;
    filled += (size_t)count;
  }
  close(descriptor);
  double start = now();
  yaml_parser_t parser;
  yaml_event_t event;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, buffer, filled);
  int done = 0;
  while (!done && yaml_parser_parse(&parser, &event)) {
    done = event.type == YAML_STREAM_END_EVENT;
    events++;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  seconds += now() - start;
  files++;
  bytes += filled;
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *info) {
  (void)status;
  (void)info;
  size_t length = strlen(path);
  if (type == FTW_F && length > 5 && strcmp(path + length - 5, ".yaml") == 0) parse(path);
  return 0;
}

int main(int count, char **arguments) {
  for (int index = 1; index < count; index++) {
    if (nftw(arguments[index], visit, 32, FTW_PHYS) != 0) { perror(arguments[index]); return 1; }
  }
  printf("%lu files, %lu bytes, %lu events, %.6f seconds\n", files, bytes, events, seconds);
  return 0;
}
