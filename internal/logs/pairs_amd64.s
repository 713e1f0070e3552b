#include "textflag.h"

// func nextPair(text *byte, n int, p *pairs) (at int, mask uint32)
//
// Compares 32 bytes with the four first bytes, and the 32 bytes from the next one on
// with the four second bytes: where both are equal a pair begins.
TEXT ·nextPair(SB), NOSPLIT, $0-36
	MOVQ text+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ p+16(FP), DX
	XORQ AX, AX
	VPBROADCASTB 0(DX), Y0
	VPBROADCASTB 1(DX), Y1
	VPBROADCASTB 2(DX), Y2
	VPBROADCASTB 3(DX), Y3
	VPBROADCASTB 4(DX), Y4
	VPBROADCASTB 5(DX), Y5
	VPBROADCASTB 6(DX), Y6
	VPBROADCASTB 7(DX), Y7

loop:
	CMPQ AX, CX
	JGE  none
	VMOVDQU (SI)(AX*1), Y8
	VMOVDQU 1(SI)(AX*1), Y9
	VPCMPEQB Y8, Y0, Y10
	VPCMPEQB Y9, Y4, Y11
	VPAND Y10, Y11, Y10
	VPCMPEQB Y8, Y1, Y12
	VPCMPEQB Y9, Y5, Y13
	VPAND Y12, Y13, Y12
	VPOR Y10, Y12, Y10
	VPCMPEQB Y8, Y2, Y12
	VPCMPEQB Y9, Y6, Y13
	VPAND Y12, Y13, Y12
	VPOR Y10, Y12, Y10
	VPCMPEQB Y8, Y3, Y12
	VPCMPEQB Y9, Y7, Y13
	VPAND Y12, Y13, Y12
	VPOR Y10, Y12, Y10
	VPMOVMSKB Y10, BX
	TESTL BX, BX
	JNZ  found
	ADDQ $32, AX
	JMP  loop

found:
	MOVQ AX, at+24(FP)
	MOVL BX, mask+32(FP)
	VZEROUPPER
	RET

none:
	MOVQ CX, at+24(FP)
	MOVL $0, mask+32(FP)
	VZEROUPPER
	RET
