/*
 * Stands in for NCCL, the CUDA runtime and CUDA's driver in tests on machines without a GPU.
 *
 * Device memory is host memory. A group is a file in /dev/shm named by the unique id; its members
 * may be threads or processes. Like the real library in its non-blocking mode, every call returns
 * at once: a thread of the communicator sums, in rank order, and an event of a stream has happened
 * when the sums queued on that stream before it are done. Limits: 8 members, 32 communicators.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SUCCESS = 0, SYSTEM_ERROR = 2, INVALID_ARGUMENT = 4, INVALID_USAGE = 5, IN_PROGRESS = 7 };
enum { NOT_READY = 600, MEMBERS = 8, CHUNK = 1 << 16, STREAMS = 256 };

typedef struct { char internal[128]; } Id;
typedef struct { size_t size; unsigned magic; unsigned version; int blocking; } Config;

typedef struct {
  atomic_int arrived;
  atomic_int count;
  atomic_int generation;
  float slots[MEMBERS][CHUNK];
} Group;

typedef struct {
  int rank, size;
  Group *group;
  char name[64];
  atomic_int aborted, joined, queueing, error;
  pthread_mutex_t order;
  atomic_long tickets, served;
} Communicator;

typedef struct {
  Communicator *communicator;
  float *data;
  size_t elements;
  long ticket;
  int stream;
} Sum;

/* How many sums each stream has been given and has done; a stream is any small number. */
static atomic_long given[STREAMS], done[STREAMS];

/* What each rank handed over at its last sum: send, receive, elements, type, operation, stream. */
static int64_t last_sum[MEMBERS][6];

static atomic_int live_communicators, live_events, next_error, abort_millis, held;

static void nap(void) { usleep(100); }

static int barrier(Communicator *c) {
  Group *g = c->group;
  int generation = atomic_load(&g->generation);
  if (atomic_fetch_add(&g->count, 1) == c->size - 1) {
    atomic_store(&g->count, 0);
    atomic_fetch_add(&g->generation, 1);
    return 1;
  }
  while (atomic_load(&g->generation) == generation) {
    if (atomic_load(&c->aborted)) return 0;
    nap();
  }
  return 1;
}

static void *join(void *argument) {
  Communicator *c = argument;
  atomic_fetch_add(&c->group->arrived, 1);
  while (atomic_load(&c->group->arrived) < c->size && !atomic_load(&c->aborted)) nap();
  shm_unlink(c->name);
  atomic_store(&c->joined, 1);
  return NULL;
}

static int add(Sum *sum, size_t from, size_t n) {
  Communicator *c = sum->communicator;
  memcpy(c->group->slots[c->rank], sum->data + from, n * sizeof(float));
  if (!barrier(c)) return 0;
  for (size_t i = 0; i < n; i++) {
    float total = 0;
    for (int r = 0; r < c->size; r++) total += c->group->slots[r][i];
    sum->data[from + i] = total;
  }
  return barrier(c);
}

static void *run(void *argument) {
  Sum *sum = argument;
  Communicator *c = sum->communicator;
  while (atomic_load(&c->served) != sum->ticket) nap();
  usleep(2000); /* the caller must not need the sum at once */
  int going = !atomic_load(&c->aborted);
  for (size_t from = 0; going && from < sum->elements; from += CHUNK) {
    size_t left = sum->elements - from;
    going = add(sum, from, left < CHUNK ? left : CHUNK);
  }
  atomic_fetch_add(&done[sum->stream], 1);
  atomic_fetch_add(&c->served, 1);
  free(sum);
  return NULL;
}

static void *queue_later(void *argument) {
  Communicator *c = argument;
  usleep(1000);
  while (atomic_load(&held) && !atomic_load(&c->aborted)) nap();
  atomic_store(&c->queueing, 0);
  return NULL;
}

static void spawn(void *(*body)(void *), void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, body, argument);
  pthread_detach(thread);
}

int ncclGetVersion(int *version) {
  *version = 22602;
  return SUCCESS;
}

const char *ncclGetErrorString(int code) {
  switch (code) {
    case SYSTEM_ERROR: return "unhandled system error";
    case INVALID_ARGUMENT: return "invalid argument";
    case INVALID_USAGE: return "invalid usage";
    case 6: return "remote process exited or there was a network error";
    default: return "internal error";
  }
}

int ncclGetUniqueId(Id *id) {
  static atomic_int counter;
  memset(id, 0, sizeof *id);
  snprintf(id->internal, 60, "/fake-nccl-%d-%d", getpid(), atomic_fetch_add(&counter, 1));
  memset(id->internal + 64, 0x5a, 64); /* all 128 bytes must travel */
  return SUCCESS;
}

int ncclCommInitRankConfig(Communicator **out, int size, Id id, int rank, Config *config) {
  if (config->magic != 0xcafebeef || config->blocking != 0 || config->size != sizeof(Config)
      || config->version != 21400 || size > MEMBERS || rank < 0 || rank >= size) {
    return INVALID_ARGUMENT;
  }
  for (int i = 64; i < 128; i++) {
    if (id.internal[i] != 0x5a) return INVALID_ARGUMENT;
  }
  int file = shm_open(id.internal, O_CREAT | O_RDWR, 0600);
  if (file < 0 || ftruncate(file, sizeof(Group)) != 0) return SYSTEM_ERROR;
  void *memory = mmap(NULL, sizeof(Group), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) return SYSTEM_ERROR;
  Communicator *c = calloc(1, sizeof *c);
  c->rank = rank;
  c->size = size;
  c->group = memory;
  memcpy(c->name, id.internal, sizeof c->name);
  atomic_fetch_add(&live_communicators, 1);
  spawn(join, c);
  *out = c;
  return IN_PROGRESS;
}

int ncclAllReduce(float *send, float *receive, size_t elements, int type, int operation,
                  Communicator *c, void *stream) {
  int64_t arguments[6] = {(intptr_t)send, (intptr_t)receive, (int64_t)elements, type, operation,
                          (intptr_t)stream};
  memcpy(last_sum[c->rank], arguments, sizeof arguments);
  if (type != 7 || operation != 0 || send != receive) return INVALID_ARGUMENT;
  if (!atomic_load(&c->joined) || atomic_load(&c->queueing)) return INVALID_USAGE;
  Sum *sum = malloc(sizeof *sum);
  *sum = (Sum){c, receive, elements, atomic_fetch_add(&c->tickets, 1),
               (int)((uintptr_t)stream % STREAMS)};
  atomic_fetch_add(&given[sum->stream], 1);
  atomic_store(&c->queueing, 1);
  spawn(queue_later, c);
  spawn(run, sum);
  return IN_PROGRESS;
}

int ncclCommGetAsyncError(Communicator *c, int *state) {
  int error = atomic_load(&c->error) ? atomic_load(&c->error) : atomic_load(&next_error);
  int busy = !atomic_load(&c->joined) || atomic_load(&c->queueing);
  *state = error ? error : busy ? IN_PROGRESS : SUCCESS;
  return SUCCESS;
}

/* Leaks the little that a running thread may still look at. */
int ncclCommAbort(Communicator *c) {
  atomic_store(&c->aborted, 1);
  usleep(1000 * atomic_load(&abort_millis));
  shm_unlink(c->name);
  atomic_fetch_sub(&live_communicators, 1);
  return SUCCESS;
}

typedef struct { int stream; long target; } Event;

int cudaSetDevice(int device) { return device < 16 ? 0 : 101; }

int cudaEventCreateWithFlags(Event **event, unsigned flags) {
  *event = calloc(1, sizeof **event);
  atomic_fetch_add(&live_events, 1);
  return flags == 2 ? 0 : 1;
}

int cudaEventRecord(Event *event, void *stream) {
  event->stream = (int)((uintptr_t)stream % STREAMS);
  event->target = atomic_load(&given[event->stream]);
  return 0;
}

int cudaEventQuery(Event *event) {
  return atomic_load(&done[event->stream]) >= event->target ? 0 : NOT_READY;
}

int cudaEventDestroy(Event *event) {
  free(event);
  atomic_fetch_sub(&live_events, 1);
  return 0;
}

int cuInit(unsigned flags) { return flags ? 1 : 0; }

int cuDeviceGet(int *device, int index) {
  *device = index + 40;
  return index < 16 ? 0 : 101;
}

int cuDeviceGetUuid_v2(unsigned char *uuid, int device) {
  for (int i = 0; i < 16; i++) uuid[i] = (unsigned char)(device + i);
  return 0;
}

int aoti_torch_get_current_cuda_stream(int device, void **stream) {
  *stream = (void *)(uintptr_t)(device + 1);
  return device < 16 ? 0 : 1;
}

/* For tests: a rank's last sum, what is not freed yet, an error that every communicator reports, slow aborts, sums
   that are in progress until they are let go. */
void fake_last_sum(int rank, int64_t *out) { memcpy(out, last_sum[rank], sizeof last_sum[rank]); }
int fake_live_communicators(void) { return atomic_load(&live_communicators); }
int fake_live_events(void) { return atomic_load(&live_events); }
void fake_error(int code) { atomic_store(&next_error, code); }
void fake_hold(int value) { atomic_store(&held, value); }
void fake_abort_millis(int millis) { atomic_store(&abort_millis, millis); }
