/* Inflates gzip files with libdeflate, on two threads: inflate LIST, a file with their
 * paths, one a line. Prints how many bytes that makes. */
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char **paths;
static size_t count;
static atomic_size_t next_path;
static atomic_ullong total;

static void die(const char *what, const char *path) {
	fprintf(stderr, "inflate: %s: %s\n", path, what);
	exit(1);
}

static unsigned char *grow(unsigned char *buffer, size_t *have, size_t want) {
	if (*have >= want)
		return buffer;
	*have = want + want / 4;
	buffer = realloc(buffer, *have);
	if (!buffer)
		die("no memory", "");
	return buffer;
}

static void *work(void *unused) {
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	unsigned char *in = NULL, *out = NULL;
	size_t have_in = 0, have_out = 0, i;
	(void)unused;
	while ((i = atomic_fetch_add(&next_path, 1)) < count) {
		struct stat info;
		int f = open(paths[i], O_RDONLY);
		if (f < 0 || fstat(f, &info) || info.st_size < 18)
			die("cannot be read", paths[i]);
		size_t size = (size_t)info.st_size, made, done = 0;
		in = grow(in, &have_in, size);
		while (done < size) {
			ssize_t n = read(f, in + done, size - done);
			if (n <= 0)
				die("cannot be read", paths[i]);
			done += (size_t)n;
		}
		close(f);
		uint32_t want;
		memcpy(&want, in + size - 4, 4); /* little-endian, as gzip has it */
		out = grow(out, &have_out, want);
		if (libdeflate_gzip_decompress(d, in, size, out, want, &made) != LIBDEFLATE_SUCCESS || made != want)
			die("is damaged", paths[i]);
		atomic_fetch_add(&total, made);
	}
	return NULL;
}

int main(int argc, char **argv) {
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
	if (!list)
		die("usage: inflate LIST", argc == 2 ? argv[1] : "");
	while ((n = getline(&line, &room, list)) > 0) {
		line[strcspn(line, "\n")] = 0;
		paths = realloc(paths, (count + 1) * sizeof *paths);
		paths[count++] = strdup(line);
	}
	pthread_t other;
	if (pthread_create(&other, NULL, work, NULL))
		die("no thread", "");
	work(NULL);
	pthread_join(other, NULL);
	printf("%llu\n", (unsigned long long)total);
	return 0;
}
